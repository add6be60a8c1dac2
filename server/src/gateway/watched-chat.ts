import { limits } from '@chatire/protocol';
import type { Connection } from './connection.ts';
import { newLastWord, type LastWord } from './last-word.ts';

/** Ids of users, or only how many when they are too many to be named. */
export type People = number[] | number;

/** A chat that somebody shows, here or on another process, and what is known of who is there. Times as of `performance.now()`. */
export interface WatchedChat {
  chatId: number;
  watchers: Set<Connection>;
  /** Those of them who have it open, and let others know how far they have read. */
  readers: Set<Connection>;
  presence: LastWord;
  reads: LastWord;
  /** How far users have read. */
  marks: Map<number, number>;
  /** Users whose last socket has closed a moment ago, and until when they count as being here. */
  lingering: Map<number, number>;
  /** What other processes said. */
  others: Map<string, { here: People; until: number }>;
  /** Until then another process wants to know who is here. */
  wantedUntil: number;
  /** It asked, and hasn't been answered. */
  owes: boolean;
  /** What it was told last. */
  said: string;
  lastTurn: number;
  pause: number;
  due: number;
  timer: NodeJS.Timeout | undefined;
}

export function newWatchedChat(chatId: number): WatchedChat {
  return {
    chatId,
    watchers: new Set(),
    readers: new Set(),
    presence: newLastWord(),
    reads: newLastWord(),
    marks: new Map(),
    lingering: new Map(),
    others: new Map(),
    wantedUntil: -Infinity,
    owes: false,
    said: '',
    lastTurn: -Infinity,
    pause: 0,
    due: 0,
    timer: undefined,
  };
}

/** Those of this process. */
export function usersHere(chat: WatchedChat, connections: ReadonlySet<Connection>): People {
  const users = new Set(chat.lingering.keys());
  for (const { signedIn, isHere } of connections) if (signedIn && isHere) users.add(signedIn.user.id);
  return users.size > limits.presenceNames ? users.size : [...users].sort((a, b) => a - b);
}

/** Of all processes. Somebody on two of them counts once, unless they are too many to be named. */
export function everybody(chat: WatchedChat, mine: People): { count: number; here: number[] | null } {
  const all = [mine, ...[...chat.others.values()].map(({ here }) => here)];
  const named = all.filter((people) => typeof people !== 'number');
  const users = new Set(named.flat());
  if (named.length === all.length && users.size <= limits.presenceNames)
    return { count: users.size, here: [...users].sort((a, b) => a - b) };
  const count = all.reduce<number>(
    (sum, people) => sum + (typeof people === 'number' ? people : people.length),
    0,
  );
  return { count, here: null };
}

/** Forgets who hasn't come back, and processes that say nothing any more. */
export function forgetGone(chat: WatchedChat, now: number): void {
  for (const [user, until] of chat.lingering) if (until <= now) chat.lingering.delete(user);
  for (const [process, { until }] of chat.others) if (until <= now) chat.others.delete(process);
}

/** When something of it is over by itself. */
export function nextEnd(chat: WatchedChat): number {
  const ends = [...chat.lingering.values(), ...[...chat.others.values()].map(({ until }) => until)];
  return Math.min(chat.wantedUntil > chat.lastTurn ? chat.wantedUntil : Infinity, ...ends);
}
