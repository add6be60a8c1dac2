import type { Database } from '../database/database.ts';
import { isTaken } from '../database/database-errors.ts';
import { Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { changeUser } from './change-user.ts';
import { checkNewAccount, usernameTaken, type NewAccount } from './create-user.ts';
import { hashPassword } from './password-hash.ts';
import { updateGuestToAccount, type Account } from './user-store.ts';
import { usernameKey } from './username-key.ts';

/** A guest takes a user name and a password, and keeps id, name, messages and chats. */
export async function keepGuest(
  db: Database,
  announce: Announce,
  userId: number,
  account: NewAccount,
): Promise<Account> {
  const { username, password, email = '' } = account;
  const username_key = usernameKey(username);
  await checkNewAccount(db, username_key, account);
  const password_hash = await hashPassword(password);
  try {
    return await changeUser(db, announce, userId, async (tx) => {
      const kept = await updateGuestToAccount(tx, userId, { username, username_key, email, password_hash });
      if (!kept) throw new Refused('conflict', 'This is an account already.');
    });
  } catch (error) {
    throw isTaken(error, 'users_username_key_key') ? usernameTaken() : error;
  }
}
