import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import type { SignedIn } from './authenticate.ts';
import { endSessionsOf } from './session-store.ts';

/** Signs another device of the user out: its tokens are refused from now on, and its sockets close. */
export async function endSession(
  db: Database,
  announce: Announce,
  userId: number,
  sessionId: string,
): Promise<void> {
  const ended = await endSessionsOf(db, userId, { only: sessionId });
  if (ended.length === 0) throw new Refused('not_found', 'There is no such sign-in, or it has ended.');
  announceEnd(announce, userId, ended);
}

/** All but the one that asks. */
export async function endOtherSessions(
  db: Database,
  announce: Announce,
  { user, sessionId }: SignedIn,
): Promise<void> {
  announceEnd(announce, user.id, await endSessionsOf(db, user.id, { except: sessionId }));
}

export function announceEnd(announce: Announce, userId: number, sessionIds: readonly string[]): void {
  announce(sessionIds.map((sessionId) => ({ to: 'user', userId, kind: 'session_ended', sessionId })));
}
