import type { Transaction } from '../database/database.ts';
import { appendEvent, appendEventToEach, type NewEvent } from './log-store.ts';
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

export function announceEvents(announce: Announce, events: readonly LoggedEvent[]): void {
  announce(events.map(({ chatId, frame }) => ({ to: 'chat', chatId, kind: 'event', frame })));
}
