import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { userColumns, type Account } from './user-store.ts';

export interface NewSession {
  id: string;
  user_id: number;
  secret_hash: Buffer;
  user_agent: string;
  expires_at: Date;
}

export async function insertSession(db: Database, session: NewSession): Promise<void> {
  await db.insertInto('sessions').values(session).execute();
}

/** The users of those of these sessions that have neither ended nor expired. */
export async function findSessionUsers(
  db: Database,
  sessionIds: readonly string[],
): Promise<Map<string, Account>> {
  const rows = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select([...userColumns, 'users.email', 'sessions.id as session_id'])
    .where('sessions.id', '=', sql<string>`any(${sessionIds}::uuid[])`)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .execute();
  return new Map(rows.map(({ session_id, ...account }) => [session_id, account]));
}

/** Finds by the cookie's secret and puts off the end. */
export function useSession(
  db: Database,
  secretHash: Buffer,
  expiresAt: Date,
): Promise<{ id: string; user_id: number } | undefined> {
  return db
    .updateTable('sessions')
    .set({ last_used_at: sql<Date>`now()`, expires_at: expiresAt })
    .where('secret_hash', '=', secretHash)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning(['id', 'user_id'])
    .executeTakeFirst();
}

export async function endSession(db: Database, sessionId: string): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ ended_at: sql<Date>`now()` })
    .where('id', '=', sessionId)
    .where('ended_at', 'is', null)
    .execute();
}

/** Forgets what is over since yesterday. */
export async function deleteOldSessions(db: Database, userId: number): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where(sql<boolean>`least(ended_at, expires_at) < now() - interval '1 day'`)
    .execute();
}

/** Which of these sessions are over. */
export async function findEndedSessions(db: Database, sessionIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', sql<string>`any(${sessionIds}::uuid[])`)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .execute();
  const open = new Set(rows.map((row) => row.id));
  return sessionIds.filter((sessionId) => !open.has(sessionId));
}
