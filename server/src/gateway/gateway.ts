import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { OriginRules } from '../allowed-origins.ts';
import type { Broker, BrokerMessage } from '../broker/broker.ts';
import { Refused } from '../errors.ts';
import type { TokenBuckets } from '../limits/token-buckets.ts';
import type { Membership } from '../members/find-memberships.ts';
import { createChatFeeds, type ChatFeedsParts } from './chat-feeds.ts';
import { createConnection, type Connection, type NewChat } from './connection.ts';
import { createEntrance, reconnectWithin, toChat, type EntranceParts } from './entrance.ts';
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
    Omit<EntranceParts, 'feeds' | 'users' | 'secondLook' | 'tally' | 'buckets'>,
    Omit<ChatFeedsParts, 'broker' | 'onHeard' | 'onExpelled' | 'tally'> {
  server: Server;
  origins: OriginRules;
  broker: Broker;
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
const closingTime = 5_000;
/** A school of 200 people with ten each. */
const socketsOfAddress = 2_000;
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
    (connection, chat) => void join(connection, chat),
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
  const entrance = createEntrance({ ...parts, feeds, users, secondLook, tally });
  const join = (connection: Connection, chat: NewChat) =>
    guard(connection, () => entrance.joined(connection, chat));
  const receiver: FrameReceiver = {
    guard: (connection, work) => void guard(connection, work),
    hello: entrance.greet,
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
      for (const connection of users.of(membership.user_id)) void join(connection, toChat(membership));
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
