import { transaction, type Database, type Transaction } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { announceEvents } from '../log/append-events.ts';
import type { Announce } from '../log/notices.ts';
import { appendMemberUpdates, lockChatsShowing } from '../members/member-updates.ts';
import { announceSelf } from './announce-self.ts';
import { findAccount, type Account } from './user-store.ts';

/** Changes what others see of a user, by `write`: each chat that shows the user hears of it. */
export async function changeUser(
  db: Database,
  announce: Announce,
  userId: number,
  write: (tx: Transaction) => Promise<unknown>,
): Promise<Account> {
  const { account, events } = await transaction(db, async (tx) => {
    await lockChatsShowing(tx, userId);
    await write(tx);
    const account = await findAccount(tx, userId);
    // Deleted since the request was let in: nothing must come back.
    if (!account || account.kind === 'deleted')
      throw new Refused('not_signed_in', 'This sign-in has ended. Sign in again.');
    return { account, events: await appendMemberUpdates(tx, userId) };
  });
  announceSelf(announce, account);
  announceEvents(announce, events);
  return account;
}
