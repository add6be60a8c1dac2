import { limits, type Chat, type ClientFrame } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { useConnection } from '../connection/index.ts';
import { again } from './again.ts';
import { keptByChat } from './kept-by-chat.ts';
import { useChats } from './chats.ts';
import { useMessages } from './messages.ts';
import { useSession } from './session.ts';

/** Milliseconds to gather read marks: a busy chat must not answer each message with a frame. */
const gather = 400;

const kept = keptByChat('read');

/** How far the person has read. Marks made without a connection are sent when it is back, or with the next visit. */
export const useReading = defineStore('reading', () => {
  const { api } = useConnection();
  const chats = useChats();
  const messages = useMessages();
  const session = useSession();
  const unsent = new Map<string, number>();
  let send: (frame: ClientFrame) => boolean = () => false;
  let timer: ReturnType<typeof setTimeout> | null = null;

  /** The person has seen the messages up to this one. */
  function mark(uri: string, sequence: number) {
    const chat = chats.chats.get(uri);
    if (!chat) return;
    const isAll = sequence >= (chat.last_message?.sequence ?? 0);
    const isRead = sequence <= chat.read_sequence && (!isAll || chat.unread_count === 0);
    const isAgain = chat.unread_from !== null && chat.unread_from <= sequence;
    if (isRead && !isAgain) return;
    const unread_from = isAgain ? null : chat.unread_from;
    if (isRead) chats.change(uri, { unread_from });
    else if (isAll) {
      const read_sequence = Math.max(sequence, chat.read_sequence);
      chats.change(uri, { read_sequence, unread_count: 0, mention_count: 0, unread_from });
    } else markPart(chat, sequence, unread_from);
    sendSoon(uri, sequence);
  }

  function sendSoon(uri: string, sequence: number) {
    unsent.set(uri, Math.max(sequence, unsent.get(uri) ?? 0));
    timer ??= setTimeout(flush, gather);
  }

  function markPart(
    { uri, unread_count, mention_count }: Chat,
    sequence: number,
    unread_from: number | null,
  ) {
    const unread = countUnread(uri, sequence);
    chats.change(uri, { read_sequence: sequence, unread_count: unread ?? unread_count, unread_from });
    // Whom messages named when they were posted can't be told from what they say now.
    if (unread === null || mention_count > 0) chats.countLater(uri);
  }

  function flush() {
    if (timer) clearTimeout(timer);
    timer = null;
    for (const [uri, sequence] of unsent) {
      const isSent = send({ type: 'read', chat: uri, sequence });
      if (isSent) unsent.delete(uri);
      if (session.self) kept.keep(session.self.id, uri, isSent ? null : String(sequence));
    }
  }

  /** The same person read this far on another device. */
  function heard(uri: string, sequence: number) {
    const chat = chats.chats.get(uri);
    if (chat?.unread_from && chat.unread_from <= sequence) chats.change(uri, { unread_from: null });
    if (!chat || sequence <= chat.read_sequence) return;
    const unread_count = countUnread(uri, sequence);
    // Whom messages named when they were posted can't be told from what they say now.
    const isClear = unread_count !== null && (unread_count === 0 || chat.mention_count === 0);
    if (!isClear) return void again(() => chats.loadDetails(uri));
    chats.change(uri, { read_sequence: sequence, unread_count, mention_count: 0 });
  }

  /** The server's marks after a time without it. One of this page that went beyond them was lost with the line. */
  function heardBack(uri: string, sequence: number, unreadFrom: number | null) {
    heardUnread(uri, unreadFrom);
    const held = chats.chats.get(uri)?.read_sequence ?? 0;
    // Whoever has marked it unread since did so on purpose.
    const lost = Math.min(held, (unreadFrom ?? Infinity) - 1);
    if (lost > sequence) sendSoon(uri, lost);
    else heard(uri, sequence);
  }

  /** From there on the same person wants to read once more; null: nowhere. */
  function heardUnread(uri: string, from: number | null) {
    if (!unsent.has(uri)) chats.change(uri, { unread_from: from });
  }

  async function markUnread(uri: string, from: number) {
    flush();
    await api.markUnread(uri, from);
    chats.change(uri, { unread_from: from });
  }

  /** What is unread above `read`. null: this page doesn't hold enough of the history to say. */
  function countUnread(uri: string, read: number): number | null {
    const chat = chats.chats.get(uri);
    const newest = chat?.last_message?.sequence ?? 0;
    if (!chat || read >= newest) return 0;
    const { messages: held = [], hasOlder = true } = messages.logs.get(uri) ?? {};
    const ofOthers = (above: number, upTo: number) =>
      held.filter(
        ({ sequence, user }) => sequence > above && sequence <= upTo && user.id !== session.self?.id,
      ).length;
    const first = hasOlder ? (held[0]?.sequence ?? Infinity) : 0;
    const last = held.at(-1)?.sequence ?? 0;
    if (first <= read && last >= newest) return Math.min(ofOthers(read, newest), limits.pageSizeMax);
    // Between the old mark and the new one all is held; what was counted up to the limit may be more.
    const isBetweenHeld = first <= chat.read_sequence + 1 && read <= last;
    if (!isBetweenHeld || chat.unread_count >= limits.pageSizeMax) return null;
    return chat.unread_count - ofOthers(chat.read_sequence, read);
  }

  // Who leaves right after looking has read it all the same.
  addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', flush);

  return {
    mark,
    flush,
    heard,
    heardBack,
    heardUnread,
    markUnread,
    begin(user: number) {
      for (const [uri, sequence] of kept.all(user)) unsent.set(uri, Number(sequence));
    },
    forget: kept.forget,
    sendBy: (next: typeof send) => void (send = next),
    clear: () => unsent.clear(),
  };
});
