import type { Database } from '../database/database.ts';
import type { Announce } from '../log/notices.ts';
import type { SignedIn } from './authenticate.ts';
import { announceEnd } from './end-session.ts';
import { endSessionsOf } from './session-store.ts';

/** Tokens of the session are refused from now on, and its sockets close. */
export async function signOut(
  db: Database,
  announce: Announce,
  { user, sessionId }: SignedIn,
): Promise<void> {
  announceEnd(announce, user.id, await endSessionsOf(db, user.id, { only: sessionId }));
}
