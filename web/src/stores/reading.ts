import { limits, type ClientFrame } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { again } from './again.ts';
import { useChats } from './chats.ts';
import { useMessages } from './messages.ts';
import { useSession } from './session.ts';

/** Milliseconds to gather read marks: a busy chat must not answer each message with a frame. */
const gather = 400;

/** How far the person has read. Marks made without a connection are sent when it is back. */
export const useReading = defineStore('reading', () => {
  const chats = useChats();
  const messages = useMessages();
  const session = useSession();
  const unsent = new Map<string, number>();
  let send: (frame: ClientFrame) => boolean = () => false;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function mark(uri: string, sequence: number) {
    const chat = chats.chats.get(uri);
    if (!chat || (sequence <= chat.read_sequence && chat.unread_count === 0)) return;
    chats.change(uri, { read_sequence: Math.max(sequence, chat.read_sequence), unread_count: 0 });
    unsent.set(uri, sequence);
    timer ??= setTimeout(flush, gather);
  }

  function flush() {
    if (timer) clearTimeout(timer);
    timer = null;
    for (const [uri, sequence] of unsent) {
      if (send({ type: 'read', chat: uri, sequence })) unsent.delete(uri);
    }
  }

  /** The same person read this far on another device. */
  function heard(uri: string, sequence: number) {
    const chat = chats.chats.get(uri);
    if (!chat || sequence <= chat.read_sequence) return;
    const count = countUnread(uri, sequence);
    if (count === null) return void again(() => chats.loadDetails(uri));
    chats.change(uri, { read_sequence: sequence, unread_count: count });
  }

  /** null: this page doesn't hold enough of the history to say. */
  function countUnread(uri: string, read: number): number | null {
    if (read >= (chats.chats.get(uri)?.last_message?.sequence ?? 0)) return 0;
    const held = messages.logs.get(uri)?.messages ?? [];
    if (!held[0] || held[0].sequence > read) return null;
    const unread = held.filter(({ sequence, user }) => sequence > read && user.id !== session.self?.id);
    return Math.min(unread.length, limits.pageSizeMax);
  }

  // Who leaves right after looking has read it all the same.
  addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', flush);

  return {
    mark,
    flush,
    heard,
    sendBy: (next: typeof send) => void (send = next),
    clear: () => unsent.clear(),
  };
});
