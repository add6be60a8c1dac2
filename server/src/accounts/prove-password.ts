import type { Database } from '../database/database.ts';
import { InvalidInput, Refused } from '../errors.ts';
import { verifyPassword } from './password-hash.ts';
import { findPasswordHashOf } from './user-store.ts';

/** For what a token alone isn't enough: it may be somebody else who sits at this browser. Gives the hash that was proven. */
export async function provePassword(
  db: Database,
  userId: number,
  password: string,
  field: string,
): Promise<string> {
  const hash = await findPasswordHashOf(db, userId);
  if (hash === null) throw new Refused('conflict', 'Guests have no password. Keep the account first.');
  if (!(await verifyPassword(password, hash)))
    throw new InvalidInput({ [field]: ['This is not your password.'] });
  return hash;
}
