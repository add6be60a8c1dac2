import type { Logger } from 'pino';
import type { Broker } from '../broker/broker.ts';
import type { LoggedEvent, Range } from '../log/read-log.ts';
import type { Connection, NewChat } from './connection.ts';
import { createFanOut, type Outlet } from './fan-out.ts';
import { oldestIn } from '../log/veiled.ts';
import { chatTopic, leaverOf, type ChatNotice } from './notice-codec.ts';
import type { Tally } from './tally.ts';
import { textFrame } from './text-frame.ts';

export interface ChatFeedsParts {
  broker: Pick<Broker, 'subscribe' | 'unsubscribe'>;
  readHeads(chatIds: readonly number[]): Promise<Map<number, number>>;
  readLog(ranges: readonly Range[], limit: number): Promise<LoggedEvent[]>;
  /** A socket hears the chat now, as the first one of this process or not. */
  onHeard(chatId: number, isFirst: boolean): void;
  /** Its user is no member any more. */
  onExpelled(connection: Connection, chatId: number): void;
  tally: Pick<Tally, 'eventsBrought' | 'eventsRead' | 'deliveries'>;
  log: Logger;
}

/**
 * The chats that some socket here hears. Each feed knows how far it has delivered and gives the events on in the
 * order of the log, without gaps and without repeats, whatever the broker loses, doubles or mixes up.
 */
export interface ChatFeeds {
  /** From then on the connection hears these chats, held back until released. Gives the head from which on it does. */
  attach(connection: Connection, chats: readonly NewChat[]): Promise<Map<number, number>>;
  detach(connection: Connection): void;
  connectionsOf(chatId: number): ReadonlySet<Connection>;
  /** The connection's user is no member of this chat: it hears so, and nothing more of the chat. */
  expel(connection: Connection, chatId: number): void;
  receive(notice: ChatNotice): void;
  /** Compares all feeds with the database and delivers what the broker lost. */
  sweep(): Promise<void>;
}

type EventNotice = Extract<ChatNotice, { kind: 'event' }>;

interface Feed extends Outlet {
  /** The last sequence given on to the fan-out; nothing until it is read. */
  head: number | undefined;
  /** The highest sequence heard of. */
  highest: number;
  filling: boolean;
  /** Resolves when `head` is there. */
  loaded: Promise<void>;
  /** Attached connections and those about to be: the feed lives as long as there are any. */
  uses: number;
  /** In which second somebody was typing last, and how often that was told. */
  typing: { second: number; told: number };
}

/** Times a second. Nobody reads more names than that, and in a chat of thousands each costs thousands of frames. */
const typingRate = 6;

const nobody: ReadonlySet<Connection> = new Set();
const eventsAtOnce = 500;
/** Bounds what one query reads. */
const feedsAtOnce = 20;

export function createChatFeeds({
  broker,
  readHeads,
  readLog,
  onHeard,
  onExpelled,
  tally,
  log,
}: ChatFeedsParts): ChatFeeds {
  const feeds = new Map<number, Feed>();
  const fanOut = createFanOut(tally);

  /** Subscribes before it reads the heads: what is committed in between arrives, and is more than the head. */
  async function load(newFeeds: readonly Feed[]): Promise<void> {
    const chatIds = newFeeds.map((feed) => feed.chatId);
    await broker.subscribe(chatIds.map(chatTopic));
    const heads = await readHeads(chatIds);
    for (const feed of newFeeds) feed.head = feed.sent = heads.get(feed.chatId) ?? 0;
    void fill(newFeeds);
  }

  function openFeeds(chatIds: readonly number[]): Feed[] {
    const missing = chatIds.filter((chatId) => !feeds.has(chatId)).map(newFeed);
    for (const feed of missing) feeds.set(feed.chatId, feed);
    if (missing.length > 0) {
      const loaded = load(missing);
      for (const feed of missing) feed.loaded = loaded;
    }
    const opened = chatIds.map((chatId) => feeds.get(chatId)).filter((feed) => feed !== undefined);
    for (const feed of opened) feed.uses++;
    return opened;
  }

  function release(feed: Feed): void {
    feed.uses--;
    if (feed.uses > 0) return;
    feeds.delete(feed.chatId);
    broker.unsubscribe([chatTopic(feed.chatId)]);
  }

  /** Who leaves hears what came before, then that instead of the event, and nothing after it. */
  function deliver(feed: Feed, event: Omit<EventNotice, 'kind' | 'chatId'>): void {
    const { sequence, frame, leaver, oldest } = event;
    feed.head = sequence;
    if (leaver !== undefined) {
      fanOut.finish(feed);
      for (const connection of feed.connections)
        if (connection.signedIn?.user.id === leaver) remove(feed, connection);
    }
    fanOut.add(feed, { sequence, frame: textFrame(frame), oldest });
    // Who attaches from now on looks at the membership up to `sent`, so the end of one must not be still to come.
    if (leaver !== undefined) fanOut.finish(feed);
  }

  function remove(feed: Feed, connection: Connection): void {
    const uri = connection.chats.get(feed.chatId)?.uri;
    connection.forget(feed.chatId);
    if (feed.connections.delete(connection)) release(feed);
    onExpelled(connection, feed.chatId);
    if (uri !== undefined) connection.send({ type: 'chat_removed', chat: uri });
  }

  /** The chat is gone, and its log with it. */
  function close(feed: Feed): void {
    fanOut.finish(feed);
    for (const connection of feed.connections) remove(feed, connection);
  }

  /** Reads from the database until every feed has delivered what it has heard of. */
  async function fill(candidates: readonly Feed[]): Promise<void> {
    const behind = candidates.filter((feed) => !feed.filling && isBehind(feed));
    for (let start = 0; start < behind.length; start += feedsAtOnce)
      await fillSome(
        behind.slice(start, start + feedsAtOnce).filter((feed) => !feed.filling && isBehind(feed)),
      );
  }

  async function fillSome(some: readonly Feed[]): Promise<void> {
    for (const feed of some) feed.filling = true;
    let open = some;
    try {
      while (open.length > 0) {
        const byChat = new Map(open.map((feed) => [feed.chatId, feed]));
        const ranges = open.map(({ chatId, head = 0 }) => ({
          chatId,
          after: head,
          upTo: Number.MAX_SAFE_INTEGER,
        }));
        const events = await readLog(ranges, eventsAtOnce);
        if (events.length === 0) break;
        for (const { chatId, sequence, frame } of events) {
          const feed = byChat.get(chatId);
          const news = { leaver: leaverOf(frame), oldest: oldestIn(frame) };
          if (!feed) continue;
          tally.eventsRead++;
          deliver(feed, { sequence, frame: JSON.stringify(frame), ...news });
        }
        // At once, so that what comes from now on is delivered as it comes.
        for (const feed of open) feed.filling = isBehind(feed) && feeds.get(feed.chatId) === feed;
        open = open.filter((feed) => feed.filling);
      }
    } catch (error) {
      log.warn({ err: error }, 'Could not read missed events; the next sweep tries again.');
    } finally {
      for (const feed of open) feed.filling = false;
    }
  }

  return {
    async attach(connection, chats) {
      for (const chat of chats) connection.hear(chat);
      const opened = openFeeds(chats.map((chat) => chat.chatId));
      for (const { chatId, visibleFrom } of chats) {
        const feed = feeds.get(chatId);
        if (feed) feed.visibleFrom = Math.max(feed.visibleFrom, visibleFrom);
      }
      try {
        await Promise.all(new Set(opened.map((feed) => feed.loaded)));
      } catch (error) {
        for (const feed of opened) release(feed);
        for (const { chatId } of chats) connection.forget(chatId);
        throw error;
      }
      const heads = new Map<number, number>();
      for (const feed of opened) {
        if (connection.isOpen) feed.connections.add(connection);
        else release(feed);
        onHeard(feed.chatId, feed.connections.size === 1);
        heads.set(feed.chatId, feed.sent);
      }
      return heads;
    },
    detach(connection) {
      for (const chatId of connection.chats.keys()) {
        const feed = feeds.get(chatId);
        if (feed?.connections.delete(connection)) release(feed);
      }
      connection.chats.clear();
    },
    connectionsOf: (chatId) => feeds.get(chatId)?.connections ?? nobody,
    expel(connection, chatId) {
      const feed = feeds.get(chatId);
      if (feed) remove(feed, connection);
    },
    receive(notice) {
      const feed = feeds.get(notice.chatId);
      if (!feed) return;
      if (notice.kind === 'deleted') return close(feed);
      if (notice.kind === 'typing') {
        if (isNoisy(feed)) return;
        const frame = textFrame(notice.frame);
        for (const connection of feed.connections)
          if (connection.signedIn?.user.id !== notice.userId) connection.receiveEphemeral(frame);
        return;
      }
      feed.highest = Math.max(feed.highest, notice.sequence);
      if (feed.head === undefined || feed.filling || notice.sequence <= feed.head) return;
      if (notice.sequence !== feed.head + 1) return void fill([feed]);
      tally.eventsBrought++;
      deliver(feed, notice);
    },
    async sweep() {
      const watched = [...feeds.values()].filter((feed) => feed.head !== undefined);
      if (watched.length === 0) return;
      const heads = await readHeads(watched.map((feed) => feed.chatId));
      for (const feed of watched) {
        const head = heads.get(feed.chatId);
        if (head === undefined) close(feed);
        else feed.highest = Math.max(feed.highest, head);
      }
      await fill(watched);
    },
  };
}

function newFeed(chatId: number): Feed {
  return {
    chatId,
    head: undefined,
    highest: 0,
    filling: false,
    loaded: Promise.resolve(),
    uses: 0,
    connections: new Set(),
    ready: [],
    visibleFrom: 0,
    sent: 0,
    pass: undefined,
    typing: { second: 0, told: 0 },
  };
}

function isNoisy({ typing }: Feed): boolean {
  const second = Math.floor(performance.now() / 1_000);
  if (second !== typing.second) Object.assign(typing, { second, told: 0 });
  return ++typing.told > typingRate;
}

function isBehind(feed: Feed): boolean {
  return feed.head !== undefined && feed.head < feed.highest;
}
