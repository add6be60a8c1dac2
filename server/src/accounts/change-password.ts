import { transaction } from '../database/database.ts';
import { InvalidInput } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import type { SignedIn } from './authenticate.ts';
import { announceEnd } from './end-session.ts';
import { hashPassword } from './password-hash.ts';
import { passwordProblems } from './password-problems.ts';
import { provePassword, type ProofParts } from './prove-password.ts';
import { endSessionsOf } from './session-store.ts';
import { updatePasswordHash } from './user-store.ts';

/** Whoever knew the old password is out at once: every other session ends. */
export async function changePassword(
  { db, announce, claimTry }: ProofParts & { announce: Announce },
  signedIn: SignedIn,
  { current_password, password }: { current_password?: string | undefined; password: string },
): Promise<void> {
  const { user, email, sessionId } = signedIn;
  const proven = await provePassword({ db, claimTry }, signedIn, current_password, 'current_password');
  const problems = passwordProblems(password, user.username, email);
  if (problems.length > 0) throw new InvalidInput({ password: problems });
  const hash = await hashPassword(password);
  const ended = await transaction(db, async (tx) => {
    if (!(await updatePasswordHash(tx, user.id, proven, hash)))
      throw new InvalidInput({ current_password: ['This is not your password any more.'] });
    return endSessionsOf(tx, user.id, { except: sessionId });
  });
  announceEnd(announce, user.id, ended);
}
