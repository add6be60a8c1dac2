import type { Database } from '../database/database.ts';
import { InvalidInput } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import type { SignedIn } from './authenticate.ts';
import { endOtherSessions } from './end-session.ts';
import { hashPassword } from './password-hash.ts';
import { passwordProblems } from './password-problems.ts';
import { provePassword } from './prove-password.ts';
import { updatePasswordHash } from './user-store.ts';

/** Whoever knew the old password is out at once: every other session ends. */
export async function changePassword(
  db: Database,
  announce: Announce,
  signedIn: SignedIn,
  { current_password, password }: { current_password: string; password: string },
): Promise<void> {
  const { user, email } = signedIn;
  const proven = await provePassword(db, user.id, current_password, 'current_password');
  const problems = passwordProblems(password, user.username, email);
  if (problems.length > 0) throw new InvalidInput({ password: problems });
  const changed = await updatePasswordHash(db, user.id, proven, await hashPassword(password));
  if (!changed) throw new InvalidInput({ current_password: ['This is not your password any more.'] });
  await endOtherSessions(db, announce, signedIn);
}
