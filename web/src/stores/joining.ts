import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';

/** What was answered while one waits to be let in, by the code of the link. */
export const useJoining = defineStore('joining', () => ({
  answers: shallowReactive(new Map<string, boolean>()),
}));
