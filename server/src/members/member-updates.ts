import type { Transaction } from '../database/database.ts';
import { appendToLog } from '../log/append-events.ts';
import { lockChats } from '../log/log-store.ts';
import type { LoggedEvent } from '../log/read-log.ts';
import { selectChatIds } from './member-store.ts';

/** Locks the chats of a user before the user's row, as joining does: the other order could deadlock. */
export async function lockChatsOf(tx: Transaction, userId: number): Promise<number[]> {
  const chatIds = await selectChatIds(tx, userId);
  await lockChats(tx, chatIds);
  return chatIds;
}

/** Tells each of these chats that what is shown of a member has changed. */
export async function appendMemberUpdates(
  tx: Transaction,
  userId: number,
  chatIds: readonly number[],
): Promise<LoggedEvent[]> {
  const events = [];
  for (const chatId of chatIds)
    events.push(await appendToLog(tx, chatId, { kind: 'member_updated', user_id: userId }));
  return events;
}
