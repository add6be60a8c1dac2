import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { changeUser } from './change-user.ts';
import { checkNewAccount, isUsernameTaken, usernameTaken, type NewAccount } from './create-user.ts';
import { hashPassword } from './password-hash.ts';
import { updateGuestToAccount, type Account } from './user-store.ts';
import { usernameKeys } from './username-keys.ts';

/** A guest takes a user name and a password, and keeps id, name, messages and chats. */
export async function keepGuest(
  db: Database,
  announce: Announce,
  userId: number,
  account: NewAccount,
): Promise<Account> {
  const { username, password, email = '' } = account;
  const keys = usernameKeys(username);
  await checkNewAccount(db, keys, account);
  const password_hash = await hashPassword(password);
  try {
    return await changeUser(db, announce, userId, async (tx) => {
      const kept = await updateGuestToAccount(tx, userId, { username, ...keys, email, password_hash });
      if (!kept) throw new Refused('conflict', 'This is an account already.');
    });
  } catch (error) {
    throw isUsernameTaken(error) ? usernameTaken() : error;
  }
}
