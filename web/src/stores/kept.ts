import type { Self } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { watch } from 'vue';
import { createKeptStore } from '../connection/kept-store.ts';
import { useChats } from './chats.ts';
import { keptChat } from './kept-chat.ts';
import { useLive } from './live.ts';
import { useMessages } from './messages.ts';
import { useSession } from './session.ts';

/** Milliseconds to gather changes before they are written. */
const gather = 1_000;
/** The newest in activity. */
const mostChats = 200;

/** What was loaded stays in the browser, so that it can be read without the server, until its person signs out. */
export const useKept = defineStore('kept', () => {
  const session = useSession();
  const chats = useChats();
  const messages = useMessages();
  const live = useLive();
  const store = createKeptStore();
  /** What the store holds already, by what it was made of. */
  const written = new Map<string, unknown[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function write() {
    clearTimeout(timer);
    timer = undefined;
    // Until the list is there it isn't known which chats are gone.
    if (session.state !== 'in' || !session.self || chats.listState !== 'loaded') return;
    const kept = chats.sorted.slice(0, mostChats).map(({ uri }) => uri);
    const changed = kept.filter(isChanged).map((uri) => keptChat(uri, chats, messages));
    await store.write({ self: session.self, epoch: live.epoch, chats: changed }, kept).catch(() => {});
  }

  function isChanged(uri: string): boolean {
    const now = [chats.chats.get(uri), chats.members.get(uri), messages.logs.get(uri)];
    const before = written.get(uri);
    written.set(uri, now);
    return !before || now.some((part, index) => part !== before[index]);
  }

  /** Fills the page with what was kept; null if that is nothing. */
  async function takeBack(): Promise<Self | null> {
    const kept = await store.read().catch(() => null);
    if (!kept || session.state === 'in' || session.state === 'out') return null;
    live.epoch = kept.epoch;
    kept.chats.forEach(chats.takeBack);
    chats.listState = 'loaded';
    return kept.self;
  }

  watch([() => [...chats.chats.values()], () => [...messages.logs.values()], () => session.self], () => {
    timer ??= setTimeout(write, gather);
  });
  document.addEventListener('visibilitychange', () => document.hidden && timer !== undefined && void write());
  watch(
    () => session.state,
    (state) => {
      if (state !== 'out') return;
      written.clear();
      void store.clear().catch(() => {});
    },
    { immediate: true },
  );

  return { takeBack };
});
