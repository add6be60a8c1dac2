import type { Transaction } from '../database/database.ts';
import { appendToLog } from '../log/append-events.ts';
import { lockChats } from '../log/log-store.ts';
import type { LoggedEvent } from '../log/read-log.ts';
import { selectChatIds } from './member-store.ts';

/** Locks the chats of a user before the user's row, as joining does: the other order could deadlock. */
export async function lockChatsOf(tx: Transaction, userId: number): Promise<void> {
  await lockChats(tx, await selectChatIds(tx, userId));
}

/** Tells each chat of the user, as of now, that what is shown of the user has changed. */
export async function appendMemberUpdates(tx: Transaction, userId: number): Promise<LoggedEvent[]> {
  const events = [];
  for (const chatId of await selectChatIds(tx, userId))
    events.push(await appendToLog(tx, chatId, { kind: 'member_updated', user_id: userId }));
  return events;
}
