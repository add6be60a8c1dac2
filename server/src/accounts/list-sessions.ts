import type { Session } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import type { SignedIn } from './authenticate.ts';
import { selectSessions } from './session-store.ts';

/** Where the user is signed in: here first, then what was used last. */
export async function listSessions(db: Database, { user, sessionId }: SignedIn): Promise<Session[]> {
  const sessions = (await selectSessions(db, user.id)).map((session) => ({
    ...session,
    created_at: session.created_at.toISOString(),
    last_used_at: session.last_used_at.toISOString(),
    is_this: session.id === sessionId,
  }));
  return [
    ...sessions.filter((session) => session.is_this),
    ...sessions.filter((session) => !session.is_this),
  ];
}
