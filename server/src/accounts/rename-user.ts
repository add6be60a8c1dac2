import type { Database } from '../database/database.ts';
import type { Announce } from '../log/notices.ts';
import { accountOf, type SignedIn } from './authenticate.ts';
import { changeUser } from './change-user.ts';
import { updateName, type Account } from './user-store.ts';

/** What people see of the user from now on. The user name, which is for signing in, stays. */
export async function renameUser(
  db: Database,
  announce: Announce,
  signedIn: SignedIn,
  name: string,
): Promise<Account> {
  const { user } = signedIn;
  if (name === user.name) return accountOf(signedIn);
  return changeUser(db, announce, user.id, (tx) => updateName(tx, user.id, name));
}
