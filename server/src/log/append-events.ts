import type { Transaction } from '../database/database.ts';
import { appendEvent, appendEventForEach, appendEventToEach, type NewEvent } from './log-store.ts';
import type { Announce } from './notices.ts';
import { readLog, type LoggedEvent } from './read-log.ts';

/** Writes one event and gives it back as clients will see it, to be announced after the commit. */
export async function appendToLog(tx: Transaction, chatId: number, event: NewEvent): Promise<LoggedEvent> {
  const sequence = await appendEvent(tx, chatId, event);
  const [logged] = await readLog(tx, [{ chatId, after: sequence - 1, upTo: sequence }], 1);
  if (!logged) throw new Error('An event that was just written is not there.');
  return logged;
}

/** The same event in many chats, in a few statements however many they are. */
export async function appendToEach(
  tx: Transaction,
  chatIds: readonly number[],
  event: Extract<NewEvent, { user_id: number }>,
): Promise<LoggedEvent[]> {
  const places = await appendEventToEach(tx, chatIds, event);
  const ranges = places.map(({ chat_id: chatId, sequence }) => ({
    chatId,
    after: sequence - 1,
    upTo: sequence,
  }));
  return readLog(tx, ranges, 1);
}

/** The same event about many users of one chat, in a few statements however many they are. */
export async function appendForEach(
  tx: Transaction,
  chatId: number,
  kind: 'member_left',
  userIds: readonly number[],
): Promise<LoggedEvent[]> {
  if (userIds.length === 0) return [];
  const upTo = await appendEventForEach(tx, chatId, kind, userIds);
  return readLog(tx, [{ chatId, after: upTo - userIds.length, upTo }], userIds.length);
}

export function announceEvents(announce: Announce, events: readonly LoggedEvent[]): void {
  announce(events.map(({ chatId, frame }) => ({ to: 'chat', chatId, kind: 'event', frame })));
}
