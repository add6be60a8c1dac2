import type { Database } from '../database/database.ts';
import { InvalidInput, Refused } from '../errors.ts';
import type { ClaimTry } from './claim-try.ts';
import { verifyPassword } from './password-hash.ts';
import { findPasswordHashOf } from './user-store.ts';

export interface ProofParts {
  db: Database;
  claimTry: ClaimTry;
}

/** For what a token alone isn't enough: it may be somebody else who sits at this browser. Gives the hash that was proven. */
export async function provePassword(
  { db, claimTry }: ProofParts,
  userId: number,
  password: string,
  field: string,
): Promise<string> {
  const hash = await findPasswordHashOf(db, userId);
  if (hash === null) throw new Refused('conflict', 'Guests have no password. Keep the account first.');
  const attempt = await claimTry({ kind: 'person', of: userId });
  if (!(await verifyPassword(password, hash)))
    throw new InvalidInput({ [field]: ['This is not your password.'] });
  await attempt.succeeded();
  return hash;
}
