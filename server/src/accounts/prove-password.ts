import { limits } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { InvalidInput, Refused } from '../errors.ts';
import type { SignedIn } from './authenticate.ts';
import type { ClaimTry } from './claim-try.ts';
import { verifyPassword } from './password-hash.ts';
import { isSessionNew } from './session-store.ts';
import { findPasswordHashOf } from './user-store.ts';

export interface ProofParts {
  db: Database;
  claimTry: ClaimTry;
}

/**
 * For what a token alone isn't enough: it may be somebody else who sits at this browser. Gives the hash that was proven. Who has no
 * password has to have signed in just now instead.
 */
export async function provePassword(
  { db, claimTry }: ProofParts,
  { user, sessionId }: SignedIn,
  password: string | undefined,
  field: string,
): Promise<string | null> {
  const hash = await findPasswordHashOf(db, user.id);
  if (hash === null && user.kind !== 'account')
    throw new Refused('conflict', 'Guests have no password. Keep the account first.');
  if (hash === null) {
    if (await isSessionNew(db, sessionId, limits.recentSignIn)) return null;
    throw new Refused('not_allowed', 'Sign out and in again first: it is a while since you signed in.');
  }
  if (password === undefined) throw new InvalidInput({ [field]: ['This field is required.'] });
  const attempt = await claimTry({ kind: 'person', of: user.id });
  if (!(await verifyPassword(password, hash)))
    throw new InvalidInput({ [field]: ['This is not your password.'] });
  await attempt.succeeded();
  return hash;
}
