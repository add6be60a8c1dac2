import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { ClientFrame } from '@chatire/protocol';
import type { Authenticate } from '../accounts/authenticate.ts';
import type { OriginRules } from '../allowed-origins.ts';
import type { Broker, BrokerMessage } from '../broker/broker.ts';
import { Refused } from '../errors.ts';
import type { TokenBuckets } from '../limits/token-buckets.ts';
import type { Membership } from '../members/find-memberships.ts';
import { createAdmission } from './admission.ts';
import { createChatFeeds, type ChatFeedsParts } from './chat-feeds.ts';
import { createConnection, type Connection, type NewChat } from './connection.ts';
import { createFrameHandlers, type FrameHandlersParts, type LiveFrame } from './frame-handlers.ts';
import { receiveFrames, type FrameReceiver } from './handshake.ts';
import { startHeartbeat } from './heartbeat.ts';
import {
  decodeNotice,
  processesTopic,
  type ChatNotice,
  type PresenceNotice,
  type ProcessNotice,
} from './notice-codec.ts';
import { createHere } from './here.ts';
import { createLastUse } from './last-use.ts';
import { createPresence, type PresenceParts } from './presence.ts';
import { resume } from './resume.ts';
import { createSecondLook } from './second-look.ts';
import { watchSlowSockets } from './slow-sockets.ts';
import { startSweeping } from './sweep.ts';
import { newTally, type Tally } from './tally.ts';
import { acceptSockets } from './upgrade.ts';
import { createUserConnections } from './user-connections.ts';

export interface GatewayParts
  extends
    Omit<FrameHandlersParts, 'presence'>,
    Pick<PresenceParts, 'readMarks'>,
    Omit<ChatFeedsParts, 'broker' | 'onHeard' | 'onExpelled' | 'tally'> {
  server: Server;
  origins: OriginRules;
  broker: Broker;
  epoch: string;
  authenticate: Authenticate;
  findMemberships(userIds: readonly number[]): Promise<Map<number, Membership[]>>;
  findPresentIn(userId: number, chatIds: readonly number[]): Promise<Map<number, number>>;
  findNewMemberships(userIds: readonly number[], withinSeconds: number): Promise<Membership[]>;
  findEndedSessions(sessionIds: readonly string[]): Promise<string[]>;
  /** Of what may be done how often; nothing when that isn't limited. */
  buckets: Pick<TokenBuckets, 'claim' | 'hear'> | undefined;
  /** What is set for the whole server has changed. */
  rereadSettings(): void;
  /** They were used just now. */
  touchSessions(sessionIds: readonly string[]): Promise<void>;
  /** Before pages of these somebody sits, or no longer. */
  writeHere(here: readonly string[], gone: readonly string[]): Promise<void>;
  log: Logger;
}

export interface Gateway {
  socketCount(): number;
  readonly tally: Readonly<Tally>;
  /** Asks every client to come back a little later, each at its own moment, and closes. Takes at most 5 s. */
  stop(): Promise<void>;
}

/** Before the last sweep that succeeded: clocks and transactions take their time. */
const sweepOverlap = 60_000;
const reconnectWithin = 3_000;
const closingTime = 5_000;
/** Of one user, open here at a time: pages, and programs. */
const socketsOfUser = 50;
/** A school of 200 people with ten each. */
const socketsOfAddress = 2_000;
/** Milliseconds until whoever has too many tries again. */
const patience = 30_000;
/** They share their queries, so many at once are cheaper than few. */
const hellos = { atOnce: 64, waiting: 2_000 };

export function createGateway(parts: GatewayParts): Gateway {
  const { broker, log } = parts;
  const sockets = new Map<WebSocket, Connection>();
  const tally = newTally();
  let lastSweep = performance.now();
  const feeds = createChatFeeds({
    ...parts,
    tally,
    onHeard: (...news) => presence.heard(...news),
    onExpelled: (...news) => presence.expelled(...news),
  });
  const presence = createPresence({ ...parts, connectionsOf: feeds.connectionsOf });
  const users = createUserConnections(
    broker,
    (connection, chat) => void hearNewChat(connection, chat),
    (connection) => presence.reread(connection),
  );
  const lastUse = createLastUse(parts.touchSessions, log);
  const here = createHere(parts.writeHere, log);
  const secondLook = createSecondLook(endSessionsOver, log);
  const handlers = createFrameHandlers({ ...parts, presence });

  broker.onMessages((messages) => {
    for (const message of messages) receiveNotice(message);
  });
  void broker.subscribe([processesTopic]);
  const sweeping = startSweeping(broker, sweep, tally, log);
  const heartbeat = startHeartbeat(() => sockets.keys());
  const slow = watchSlowSockets(() => sockets);
  const admission = createAdmission(hellos);
  const receiver: FrameReceiver = {
    guard: (connection, work) => void guard(connection, work),
    hello: greet,
    live: handle,
  };
  const accepting = acceptSockets(
    parts.server,
    parts.origins,
    open,
    parts.buckets && socketsOfAddress,
    tally,
  );

  function open(socket: WebSocket, stream: Duplex): void {
    const connection = createConnection(socket, stream);
    sockets.set(socket, connection);
    socket.on('error', (error) => log.debug({ err: error }, 'A socket broke a rule of the protocol.'));
    socket.on('close', () => {
      sockets.delete(socket);
      const why = connection.closedFor ?? 'client';
      tally.closed[why] = (tally.closed[why] ?? 0) + 1;
      users.remove(connection);
      if (connection.isHere) lastUse.note(connection);
      here.note(connection, false);
      presence.closed(connection);
      feeds.detach(connection);
    });
    receiveFrames(socket, connection, receiver);
  }

  /** A herd that comes at once is let in a few at a time; who would wait too long is told when to come back. */
  async function greet(
    connection: Connection,
    hello: Extract<ClientFrame, { type: 'hello' }>,
  ): Promise<void> {
    tally.hellos++;
    const place = await admission.enter();
    if (!place) {
      tally.refused.hellos_waiting++;
      return turnAway(connection, (1 + Math.random()) * reconnectWithin);
    }
    // The place is given back before anything is sent: how fast the client reads must not hold up others.
    const heads = await enterChats(connection, hello.token).finally(place.leave);
    const { signedIn } = connection;
    if (!heads || !signedIn) return;
    await resume(connection, hello, { epoch: parts.epoch, heads, readLog: parts.readLog, tally });
    // Not as it was before: a change may have been heard of meanwhile.
    const { user, settings } = connection.signedIn ?? signedIn;
    const chats: Record<string, number> = {};
    for (const [chatId, { uri }] of connection.chats) chats[uri] = heads.get(chatId) ?? 0;
    connection.send({ type: 'ready', epoch: parts.epoch, user, settings, chats });
    const { newChats = [] } = connection;
    connection.newChats = undefined;
    for (const chat of newChats) await hearNewChat(connection, chat);
  }

  function turnAway(connection: Connection, after: number): void {
    connection.send({ type: 'reconnect', after: Math.round(after) });
    connection.close('busy');
  }

  /** Milliseconds after which this user may come; 0: now. */
  function waitOf(userId: number): number {
    if (!parts.buckets) return 0;
    if (users.of(userId).length >= socketsOfUser) {
      tally.refused.sockets_of_user++;
      return patience;
    }
    return parts.buckets.claim([{ rate: 'hello', of: userId }]) * 1_000;
  }

  /**
   * Listens to the user's channel before it reads the memberships: a chat joined in between is announced there.
   * Gives the head of each chat from which on the connection hears it; nothing when the client has gone.
   */
  async function enterChats(connection: Connection, token: string): Promise<Map<number, number> | undefined> {
    if (!connection.isOpen) return undefined;
    const signedIn = await parts.authenticate(token);
    if (!connection.isOpen) return undefined;
    const wait = waitOf(signedIn.user.id);
    if (wait > 0) return void turnAway(connection, (1 + Math.random()) * wait);
    connection.signedIn = signedIn;
    await users.add(connection, signedIn.user.id);
    secondLook.note(signedIn.sessionId);
    const userId = signedIn.user.id;
    const memberships = (await parts.findMemberships([userId])).get(userId) ?? [];
    const heads = await feeds.attach(connection, memberships.map(toChat));
    const changed = memberships.filter(({ chat_id, sequence }) => {
      const head = heads.get(chat_id) ?? 0;
      // Without a head, the chat itself is gone.
      return head > sequence || head === 0;
    });
    await expelFrom(connection, changed);
    return heads;
  }

  /**
   * What came into the log between reading the memberships and listening may have been the end of one, and the beginning of another
   * that sees less.
   */
  async function expelFrom(connection: Connection, chats: readonly { chat_id: number }[]): Promise<void> {
    const userId = connection.signedIn?.user.id;
    if (userId === undefined || chats.length === 0) return;
    const chatIds = chats.map((chat) => chat.chat_id);
    const present = await parts.findPresentIn(userId, chatIds);
    for (const chatId of chatIds)
      if (present.get(chatId) !== connection.chats.get(chatId)?.visibleFrom) feeds.expel(connection, chatId);
  }

  function handle(connection: Connection, frame: LiveFrame): unknown {
    // A page that nobody sits before pings, and comes back after a lost connection.
    if (frame.type !== 'ping' && connection.isHere) lastUse.note(connection);
    switch (frame.type) {
      case 'ping':
        return handlers.ping(connection, frame);
      case 'typing':
        return handlers.typing(connection, frame);
      case 'read':
        return handlers.read(connection, frame);
      case 'watch':
        here.note(connection, frame.here);
        return handlers.watch(connection, frame);
    }
  }

  async function hearNewChat(connection: Connection, chat: NewChat): Promise<void> {
    if (connection.newChats) return void connection.newChats.push(chat);
    if (connection.chats.has(chat.chatId)) return;
    await guard(connection, async () => {
      const heads = await feeds.attach(connection, [chat]);
      await expelFrom(connection, [{ chat_id: chat.chatId }]);
      if (connection.chats.has(chat.chatId))
        connection.send({ type: 'chat_added', chat: chat.uri, sequence: heads.get(chat.chatId) ?? 0 });
      connection.release(chat.chatId);
    });
  }

  /** One client's trouble ends with that client. */
  async function guard(connection: Connection, work: () => unknown): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Refused) return connection.close('token_refused');
      log.error({ err: error }, 'A socket is closed because of an error.');
      connection.close('internal');
    }
  }

  function receiveOfChat(notice: ChatNotice | PresenceNotice): void {
    if (notice.kind === 'presence' || notice.kind === 'read') return presence.receive(notice);
    if (notice.kind === 'event' && notice.request !== undefined) {
      const { request, chatId: chat, sequence } = notice;
      log.debug({ request, chat, sequence }, 'An event goes out to sockets.');
    }
    feeds.receive(notice);
  }

  function receiveOfProcesses(notice: ProcessNotice): void {
    if (notice.kind === 'spent') parts.buckets?.hear(notice);
    else parts.rereadSettings();
  }

  function receiveNotice(message: BrokerMessage): void {
    try {
      const notice = decodeNotice(message);
      if (!('to' in notice)) receiveOfChat(notice);
      else if (notice.to === 'processes') receiveOfProcesses(notice);
      else users.receive(notice);
    } catch (error) {
      log.error(
        { err: error, topic: message.topic },
        'A notice could not be understood; the sweep will find what it meant.',
      );
    }
  }

  async function endSessionsOver(sessionIds: readonly string[]): Promise<void> {
    users.endSessions(await parts.findEndedSessions(sessionIds));
  }

  async function sweep(): Promise<void> {
    const began = performance.now();
    // Nobody is here to tell: an idle server leaves its database alone.
    if (sockets.size === 0) return void (lastSweep = began);
    const userIds = users.userIds();
    await endSessionsOver(users.sessionIds());
    const withinSeconds = (began - lastSweep + sweepOverlap) / 1000;
    for (const membership of await parts.findNewMemberships(userIds, withinSeconds))
      for (const connection of users.of(membership.user_id)) void hearNewChat(connection, toChat(membership));
    await feeds.sweep();
    lastSweep = began;
  }

  return {
    socketCount: () => sockets.size,
    tally,
    async stop() {
      accepting.stop();
      sweeping.stop();
      heartbeat.stop();
      slow.stop();
      secondLook.stop();
      presence.stop();
      const deadline = performance.now() + closingTime;
      for (const connection of sockets.values()) {
        connection.send({ type: 'reconnect', after: Math.round(Math.random() * reconnectWithin) });
        connection.close('going_away');
      }
      while (sockets.size > 0 && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 20));
      for (const socket of sockets.keys()) socket.terminate();
      await Promise.all([lastUse.stop(), here.stop()]);
    },
  };
}

function toChat({ chat_id: chatId, uri, visible_from: visibleFrom }: Membership): NewChat {
  return { chatId, uri, visibleFrom };
}
