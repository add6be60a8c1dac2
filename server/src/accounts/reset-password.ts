import { transaction, type Database } from '../database/database.ts';
import { InvalidInput, Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { removeSecondStep } from '../second-step/remove-second-step.ts';
import { deleteDevicesOf } from './device-store.ts';
import { announceEnd } from './end-session.ts';
import { hashPassword } from './password-hash.ts';
import { passwordProblems } from './password-problems.ts';
import { deleteResetsOf, findReset, takeReset } from './reset-store.ts';
import { endSessionsOf } from './session-store.ts';
import { hashSecret } from './start-session.ts';
import { setPasswordHash } from './user-store.ts';

/** Whose password the link is for. */
export async function readReset(db: Database, token: string): Promise<{ username: string }> {
  const reset = await findReset(db, hashSecret(token));
  if (!reset) throw noLink();
  return { username: reset.username };
}

/** Uses the link up. Whoever was signed in to the account is out at once, everywhere. Gives the user's number. */
export async function resetPassword(
  db: Database,
  announce: Announce,
  { token, password }: { token: string; password: string },
): Promise<number> {
  const tokenHash = hashSecret(token);
  const account = await findReset(db, tokenHash);
  if (!account) throw noLink();
  const problems = passwordProblems(password, account.username, account.email);
  if (problems.length > 0) throw new InvalidInput({ password: problems });
  const hash = await hashPassword(password);
  const ended = await transaction(db, async (tx) => {
    const reset = await takeReset(tx, tokenHash);
    if (!reset || !(await setPasswordHash(tx, account.id, hash))) throw noLink();
    if (reset.without_second_step) await removeSecondStep(tx, account.id);
    await deleteResetsOf(tx, account.id);
    await deleteDevicesOf(tx, account.id);
    return endSessionsOf(tx, account.id);
  });
  announceEnd(announce, account.id, ended);
  return account.id;
}

/** One answer for a link that never was, was used, or is too old. */
function noLink(): Refused {
  return new Refused('not_found', 'This link was used already or is too old. Ask for a new one.');
}
