import type { Database } from '../database/database.ts';
import type { Announce } from '../log/notices.ts';
import type { SignedIn } from './authenticate.ts';
import { changeUser } from './change-user.ts';
import { updateName, type Account } from './user-store.ts';

/** What people see of the user from now on. The user name, which is for signing in, stays. */
export async function renameUser(
  db: Database,
  announce: Announce,
  { user, email, settings }: SignedIn,
  name: string,
): Promise<Account> {
  if (name === user.name) return { ...user, email, settings };
  return changeUser(db, announce, user.id, (tx) => updateName(tx, user.id, name));
}
