import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Broker, BrokerMessage } from '../broker/broker.ts';
import { watchesNothing, type Connection } from './connection.ts';
import { tell } from './last-word.ts';
import { encodePresence, type PresenceNotice } from './notice-codec.ts';
import {
  everybody,
  forgetGone,
  newWatchedChat,
  nextEnd,
  usersHere,
  type People,
  type WatchedChat,
} from './watched-chat.ts';

export interface PresenceParts {
  broker: Pick<Broker, 'publish'>;
  /** Those of this process that hear the chat. */
  connectionsOf(chatId: number): ReadonlySet<Connection>;
  /** How far the members of small chats have read, of those who share it. */
  readMarks(chatIds: readonly number[]): Promise<Map<number, Map<number, number>>>;
  log: Logger;
}

/**
 * Who is in a chat and how far they have read, told to the sockets that show it. Nothing of it lasts. A process that has watchers
 * asks the others from time to time, and only then these say who is there by way of them: a chat that nobody watches costs
 * nothing. Whatever is said is whole, never a change, so that it may get lost or come twice.
 */
export interface Presence {
  /** Takes the place of what the connection watched before. Chats that it doesn't hear are left out. */
  watch(connection: Connection, frame: { chat: string | null; list: readonly string[]; here: boolean }): void;
  /** Somebody came into the chat. With `isFirst` nobody of this process was in it before, so that the others never asked it. */
  heard(chatId: number, isFirst: boolean): void;
  /** The connection's user is no member any more. */
  expelled(connection: Connection, chatId: number): void;
  /** Its user may share by now how far they have read, or no longer. */
  reread(connection: Connection): void;
  /** The socket has closed; whoever sat before it may be back in a moment. */
  closed(connection: Connection): void;
  receive(notice: PresenceNotice): void;
  stop(): void;
}

/** Milliseconds in which those who come together are gathered. */
const gather = 100;
/** Between two words about one chat; longer when they are many bytes for many sockets. */
const pause = 1_000;
const bytesPerMillisecond = 1_000;
/** A page that is loaded again isn't gone. */
const grace = 5_000;
const askEvery = 15_000;
/** A process that was silent for so long has died, or doesn't want to know any more. */
const patience = 40_000;

export function createPresence({ broker, connectionsOf, readMarks, log }: PresenceParts): Presence {
  const self = randomUUID();
  const chats = new Map<number, WatchedChat>();
  const asking = setInterval(() => {
    const watched = [...chats.values()].filter((chat) => chat.watchers.size > 0);
    broker.publish(watched.map((chat) => say(chat, true)));
  }, askEvery);

  function find(chatId: number): WatchedChat {
    const chat = chats.get(chatId) ?? newWatchedChat(chatId);
    chats.set(chatId, chat);
    return chat;
  }

  function schedule(chat: WatchedChat, delay = gather): void {
    const now = performance.now();
    const due = Math.max(now + delay, chat.lastTurn + chat.pause);
    if (chat.timer && chat.due <= due) return;
    clearTimeout(chat.timer);
    chat.due = due;
    chat.timer = setTimeout(takeTurn, due - now, chat);
  }

  function changed(chatId: number): void {
    const chat = chats.get(chatId);
    if (chat) schedule(chat);
  }

  /** Tells whoever wants to know, if there is something new; forgets the chat when nobody does. */
  function takeTurn(chat: WatchedChat): void {
    const now = performance.now();
    chat.timer = undefined;
    chat.lastTurn = now;
    const isWanted = chat.wantedUntil > now;
    if (!isWanted && chat.watchers.size === 0) return void chats.delete(chat.chatId);
    forgetGone(chat, now);
    const mine = usersHere(chat, connectionsOf(chat.chatId));
    if (isWanted && (chat.owes || chat.said !== String(mine))) broker.publish([say(chat, false, mine)]);
    tellWatchers(chat, mine);
    const end = nextEnd(chat);
    if (end < Infinity) schedule(chat, end - now);
  }

  function tellWatchers(chat: WatchedChat, mine: People): void {
    const [first] = chat.watchers;
    const uri = first?.chats.get(chat.chatId)?.uri;
    if (uri === undefined) return;
    const marks = [...chat.marks].map(([user, sequence]) => ({ user, sequence }));
    const bytes =
      tell(chat.presence, { type: 'presence', chat: uri, ...everybody(chat, mine) }, chat.watchers) *
        chat.watchers.size +
      tell(chat.reads, { type: 'reads', chat: uri, marks }, chat.readers) * chat.readers.size;
    chat.pause = pause + bytes / bytesPerMillisecond;
    if (chat.presence.untold.size + chat.reads.untold.size > 0) schedule(chat);
  }

  function say(
    chat: WatchedChat,
    asks: boolean,
    here = usersHere(chat, connectionsOf(chat.chatId)),
  ): BrokerMessage {
    chat.said = String(here);
    chat.owes = false;
    return encodePresence({ kind: 'presence', chatId: chat.chatId, process: self, here, asks });
  }

  async function read(chat: WatchedChat, reader: Connection): Promise<void> {
    try {
      const marks = (await readMarks([chat.chatId])).get(chat.chatId) ?? new Map<number, number>();
      // Forgotten while the database was asked, and perhaps begun anew.
      if (chats.get(chat.chatId) !== chat) return;
      // What was heard meanwhile may be further on.
      for (const [user, sequence] of marks) marks.set(user, Math.max(sequence, chat.marks.get(user) ?? 0));
      chat.marks = marks;
      schedule(chat);
      removeReader(reader, chat);
      // Who doesn't share isn't shown either.
      if (reader.watching.open !== chat.chatId || !marks.has(reader.signedIn?.user.id ?? 0)) return;
      chat.readers.add(reader);
      chat.reads.untold.add(reader);
    } catch (error) {
      log.warn({ err: error }, 'Could not read how far the members of a chat have read.');
    }
  }

  function addWatcher(chat: WatchedChat, connection: Connection): void {
    if (chat.watchers.size === 0) broker.publish([say(chat, true)]);
    chat.watchers.add(connection);
    chat.presence.untold.add(connection);
    schedule(chat);
  }

  function removeWatcher(connection: Connection, chatId: number): void {
    const chat = chats.get(chatId);
    if (!chat) return;
    for (const set of [chat.watchers, chat.presence.untold]) set.delete(connection);
    removeReader(connection, chat);
    if (chat.watchers.size === 0) schedule(chat);
  }

  function removeReader(connection: Connection, chat: WatchedChat | undefined): void {
    chat?.readers.delete(connection);
    chat?.reads.untold.delete(connection);
  }

  return {
    watch(connection, frame) {
      if (connection.isHere !== frame.here) {
        connection.isHere = frame.here;
        for (const chatId of connection.chats.keys()) changed(chatId);
      }
      const before = connection.watching;
      const wanted = new Set(frame.list).add(frame.chat ?? '');
      const heard = [...connection.chats].filter(([, { uri }]) => wanted.has(uri));
      const open = heard.find(([, { uri }]) => uri === frame.chat)?.[0];
      const watched = heard.map(([chatId]) => chatId);
      connection.watching = { open, chats: watched };
      for (const chatId of before.chats) if (!watched.includes(chatId)) removeWatcher(connection, chatId);
      for (const chatId of watched) if (!before.chats.includes(chatId)) addWatcher(find(chatId), connection);
      if (open === before.open) return;
      if (before.open !== undefined) removeReader(connection, chats.get(before.open));
      if (open !== undefined) void read(find(open), connection);
    },
    heard(chatId, isFirst) {
      if (isFirst && !chats.has(chatId)) broker.publish([say(newWatchedChat(chatId), false)]);
      changed(chatId);
    },
    expelled(connection, chatId) {
      const { open, chats: watched } = connection.watching;
      if (watched.includes(chatId))
        connection.watching = {
          open: open === chatId ? undefined : open,
          chats: watched.filter((one) => one !== chatId),
        };
      removeWatcher(connection, chatId);
      changed(chatId);
    },
    reread(connection) {
      for (const chatId of connection.chats.keys()) {
        const chat = chats.get(chatId);
        const isSeen = chat !== undefined && (chat.readers.size > 0 || connection.watching.open === chatId);
        if (isSeen) void read(chat, connection);
      }
    },
    closed(connection) {
      for (const chatId of connection.watching.chats) removeWatcher(connection, chatId);
      connection.watching = watchesNothing;
      const userId = connection.signedIn?.user.id;
      if (userId === undefined || chats.size === 0) return;
      for (const chatId of connection.chats.keys()) {
        const chat = chats.get(chatId);
        if (!chat) continue;
        if (connection.isHere) chat.lingering.set(userId, performance.now() + grace);
        schedule(chat);
      }
    },
    receive(notice) {
      const chat = notice.kind === 'presence' && notice.asks ? find(notice.chatId) : chats.get(notice.chatId);
      if (!chat) return;
      if (notice.kind === 'read')
        chat.marks.set(notice.userId, Math.max(notice.sequence, chat.marks.get(notice.userId) ?? 0));
      else if (notice.process === self) return;
      else {
        const until = performance.now() + patience;
        chat.others.set(notice.process, { here: notice.here, until });
        if (notice.asks) {
          chat.wantedUntil = until;
          chat.owes = true;
        }
      }
      schedule(chat);
    },
    stop() {
      clearInterval(asking);
      for (const chat of chats.values()) clearTimeout(chat.timer);
      chats.clear();
    },
  };
}
