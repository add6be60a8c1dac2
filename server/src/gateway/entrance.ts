import type { ClientFrame } from '@chatire/protocol';
import type { Authenticate } from '../accounts/authenticate.ts';
import type { TokenBuckets } from '../limits/token-buckets.ts';
import type { Membership } from '../members/find-memberships.ts';
import { createAdmission } from '../admission.ts';
import type { ChatFeeds } from './chat-feeds.ts';
import type { Connection, NewChat } from './connection.ts';
import { resume, type ResumeParts } from './resume.ts';
import type { SecondLook } from './second-look.ts';
import type { Tally } from './tally.ts';
import type { UserConnections } from './user-connections.ts';

export interface EntranceParts extends Omit<ResumeParts, 'heads' | 'tally'> {
  authenticate: Authenticate;
  findMemberships(userIds: readonly number[]): Promise<Map<number, Membership[]>>;
  findPresentIn(userId: number, chatIds: readonly number[]): Promise<Map<number, number>>;
  /** Of what may be done how often; nothing when that isn't limited. */
  buckets: Pick<TokenBuckets, 'claim'> | undefined;
  feeds: Pick<ChatFeeds, 'attach' | 'expel'>;
  users: Pick<UserConnections, 'add' | 'of'>;
  secondLook: Pick<SecondLook, 'note'>;
  tally: Tally;
}

/** How a connection comes in, and into the chats that its user joins later. */
export interface Entrance {
  greet(connection: Connection, hello: Extract<ClientFrame, { type: 'hello' }>): Promise<void>;
  joined(connection: Connection, chat: NewChat): Promise<void>;
}

/** Of one user, open here at a time: pages, and programs. */
const socketsOfUser = 50;
/** Milliseconds until whoever has too many tries again. */
const patience = 30_000;
/** They share their queries, so many at once are cheaper than few. */
const hellos = { atOnce: 64, waiting: 2_000 };
/** Milliseconds over which a herd is spread that has to come back. */
export const reconnectWithin = 3_000;

export function createEntrance(parts: EntranceParts): Entrance {
  const admission = createAdmission(hellos);

  /** A herd that comes at once is let in a few at a time; who would wait too long is told when to come back. */
  async function greet(
    connection: Connection,
    hello: Extract<ClientFrame, { type: 'hello' }>,
  ): Promise<void> {
    parts.tally.hellos++;
    const place = await admission.enter();
    if (!place) {
      parts.tally.refused.hellos_waiting++;
      return turnAway(connection, (1 + Math.random()) * reconnectWithin);
    }
    // The place is given back before anything is sent: how fast the client reads must not hold up others.
    const heads = await enterChats(connection, hello.token).finally(place.leave);
    const { signedIn } = connection;
    if (!heads || !signedIn) return;
    await resume(connection, hello, { ...parts, heads });
    // Not as it was before: a change may have been heard of meanwhile.
    const { user, settings } = connection.signedIn ?? signedIn;
    const chats: Record<string, number> = {};
    for (const [chatId, { uri }] of connection.chats) chats[uri] = heads.get(chatId) ?? 0;
    connection.send({ type: 'ready', epoch: parts.epoch, user, settings, chats });
    const { newChats = [] } = connection;
    connection.newChats = undefined;
    for (const chat of newChats) await joined(connection, chat);
  }

  function turnAway(connection: Connection, after: number): void {
    connection.send({ type: 'reconnect', after: Math.round(after) });
    connection.close('busy');
  }

  /** Milliseconds after which this user may come; 0: now. */
  function waitOf(userId: number): number {
    if (!parts.buckets) return 0;
    if (parts.users.of(userId).length >= socketsOfUser) {
      parts.tally.refused.sockets_of_user++;
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
    await parts.users.add(connection, signedIn.user.id);
    parts.secondLook.note(signedIn.sessionId);
    const userId = signedIn.user.id;
    const memberships = (await parts.findMemberships([userId])).get(userId) ?? [];
    const heads = await parts.feeds.attach(connection, memberships.map(toChat));
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
      if (present.get(chatId) !== connection.chats.get(chatId)?.visibleFrom)
        parts.feeds.expel(connection, chatId);
  }

  async function joined(connection: Connection, chat: NewChat): Promise<void> {
    if (connection.newChats) return void connection.newChats.push(chat);
    if (connection.chats.has(chat.chatId)) return;
    const heads = await parts.feeds.attach(connection, [chat]);
    await expelFrom(connection, [{ chat_id: chat.chatId }]);
    if (connection.chats.has(chat.chatId))
      connection.send({ type: 'chat_added', chat: chat.uri, sequence: heads.get(chat.chatId) ?? 0 });
    connection.release(chat.chatId);
  }

  return { greet, joined };
}

export function toChat({ chat_id: chatId, uri, visible_from: visibleFrom }: Membership): NewChat {
  return { chatId, uri, visibleFrom };
}
