import { limits, type User } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';

/** Who is typing where, by what their pages said in the last seconds. */
export const useTyping = defineStore('typing', () => {
  const people = shallowReactive(new Map<string, User[]>());
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  function heard(uri: string, user: User) {
    const others = (people.get(uri) ?? []).filter(({ id }) => id !== user.id);
    // Whoever typed before keeps the place: names that swap can't be read.
    const known = people.get(uri)?.some(({ id }) => id === user.id);
    if (!known) people.set(uri, [...others, user]);
    const key = `${uri} ${user.id}`;
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => stopped(uri, user.id), limits.typingDuration),
    );
  }

  function stopped(uri: string, userId: number) {
    const key = `${uri} ${userId}`;
    clearTimeout(timers.get(key));
    timers.delete(key);
    const rest = people.get(uri)?.filter(({ id }) => id !== userId);
    if (rest?.length) people.set(uri, rest);
    else people.delete(uri);
  }

  function clear() {
    timers.forEach((timer) => clearTimeout(timer));
    timers.clear();
    people.clear();
  }

  return { people, heard, stopped, clear };
});
