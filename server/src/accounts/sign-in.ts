import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { AccessTokens } from './access-token.ts';
import { verifyPassword } from './password-hash.ts';
import { startSession, type StartedSession } from './start-session.ts';
import { endSessionsOf } from './session-store.ts';
import { findPasswordHash, isPasswordHashOf } from './user-store.ts';
import { usernameKey } from './username-key.ts';

/** An unknown name and a wrong password give the same answer, after the same work. */
export async function signIn(
  db: Database,
  tokens: AccessTokens,
  credentials: { username: string; password: string; userAgent: string },
): Promise<StartedSession> {
  const user = await findPasswordHash(db, usernameKey(credentials.username));
  const right = await verifyPassword(credentials.password, user?.password_hash ?? null);
  if (!user || !right) throw wrongCredentials();
  const session = await startSession(db, tokens, user.id, credentials.userAgent);
  // A new password ends the sessions that are there by then. One that is started a moment later, by the old password, ends here.
  if (await isPasswordHashOf(db, user.id, user.password_hash)) return session;
  await endSessionsOf(db, user.id, { only: session.id });
  throw wrongCredentials();
}

function wrongCredentials(): Refused {
  const sentence = 'The user name or the password is not right.';
  return new Refused('wrong_credentials', sentence, { password: [sentence] });
}
