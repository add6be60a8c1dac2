import type { Transaction } from '../database/database.ts';
import { appendToEach } from '../log/append-events.ts';
import { lockChats } from '../log/log-store.ts';
import type { LoggedEvent } from '../log/read-log.ts';
import { selectChatsShowing } from './member-store.ts';

/** Locks the chats that show a user before the user's row, as joining does: the other order could deadlock. */
export async function lockChatsShowing(tx: Transaction, userId: number): Promise<void> {
  await lockChats(tx, await selectChatsShowing(tx, userId));
}

/** Tells each chat that shows the user, as of now, that what is shown of the user has changed. */
export async function appendMemberUpdates(tx: Transaction, userId: number): Promise<LoggedEvent[]> {
  return appendToEach(tx, await selectChatsShowing(tx, userId), {
    kind: 'member_updated',
    user_id: userId,
  });
}
