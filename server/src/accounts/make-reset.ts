import { randomBytes } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { InvalidInput } from '../errors.ts';
import { deleteExpiredResets, insertReset } from './reset-store.ts';
import { hashSecret } from './start-session.ts';
import { findAccountByUsername, findGuestByUsername } from './user-store.ts';
import { usernameKey } from './username-key.ts';

const hour = 3_600_000;

/** For whoever runs the server: gives the secret of a link by which this account gets another password, once, within 24 hours. */
export async function makeResetFor(
  db: Database,
  username: string,
  { withoutSecondStep }: { withoutSecondStep: boolean },
): Promise<string> {
  const key = usernameKey(username);
  const account = await findAccountByUsername(db, key);
  if (account) return makeReset(db, account.id, { lifetime: 24 * hour, withoutSecondStep });
  const sentence = (await findGuestByUsername(db, key))
    ? `${username} is a guest, and guests have no password.`
    : `No account has the user name ${username}.`;
  throw new InvalidInput({ username: [sentence] });
}

/** `lifetime` in milliseconds. The database holds only the hash of what this gives. */
export async function makeReset(
  db: Database,
  userId: number,
  { lifetime, withoutSecondStep }: { lifetime: number; withoutSecondStep: boolean },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await deleteExpiredResets(db);
  await insertReset(db, {
    token_hash: hashSecret(token),
    user_id: userId,
    without_second_step: withoutSecondStep,
    expires_at: new Date(Date.now() + lifetime),
  });
  return token;
}

/** Behind the #, which browsers send to nobody, so that the secret is in no log. */
export function resetLink(origin: string, token: string): string {
  return `${origin}/reset#${token}`;
}
