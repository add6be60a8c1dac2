import type { Database } from '../database/database.ts';
import type { Announce } from '../log/notices.ts';
import type { SignedIn } from './authenticate.ts';
import { endSession } from './session-store.ts';

/** Tokens of the session are refused from now on, and its sockets close. */
export async function signOut(
  db: Database,
  announce: Announce,
  { user, sessionId }: SignedIn,
): Promise<void> {
  await endSession(db, sessionId);
  announce([{ to: 'user', userId: user.id, kind: 'session_ended', sessionId }]);
}
