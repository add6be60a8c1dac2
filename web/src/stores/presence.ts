import { limits, type ClientFrame } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, watch } from 'vue';
import { pairOf } from './chat-state.ts';
import { useChats } from './chats.ts';

/** Milliseconds for which a page may be out of sight before nobody sits in front of it. */
const patience = 60_000;

interface People {
  count: number;
  /** null: they are too many to be named. */
  here: ReadonlySet<number> | null;
}

/** Who is in the chats that this page shows, and how far they have read. Nothing is known while there is no connection. */
export const usePresence = defineStore('presence', () => {
  const chats = useChats();
  const people = shallowReactive(new Map<string, People>());
  /** By user. */
  const reads = shallowReactive(new Map<string, ReadonlyMap<number, number>>());
  const open = ref<string | null>(null);
  const isHere = ref(true);
  let send: (frame: ClientFrame) => boolean = () => false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Chats that look like a person. */
  const list = computed(() =>
    chats.sorted
      .filter((chat) => pairOf(chat) && chat.uri !== open.value)
      .slice(0, limits.watchedChats)
      .map(({ uri }) => uri),
  );
  const tell = () => void send({ type: 'watch', chat: open.value, list: list.value, here: isHere.value });
  watch(() => [open.value, isHere.value, ...list.value].join(' '), tell);

  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.visibilityState === 'visible') isHere.value = true;
    else timer = setTimeout(() => (isHere.value = false), patience);
  });

  function heard(uri: string, { count, here }: { count: number; here: number[] | null }) {
    people.set(uri, { count, here: here && new Set(here) });
  }

  function forget() {
    people.clear();
    reads.clear();
  }

  return {
    people,
    reads,
    open,
    tell,
    heard,
    heardReads: (uri: string, marks: readonly { user: number; sequence: number }[]) =>
      void reads.set(uri, new Map(marks.map(({ user, sequence }) => [user, sequence]))),
    isIn: (uri: string, userId: number) => people.get(uri)?.here?.has(userId) ?? false,
    forget,
    sendBy: (next: typeof send) => void (send = next),
    clear: forget,
  };
});
