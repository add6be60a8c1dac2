import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { accountColumns, type Account } from './user-store.ts';

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
    .select([...accountColumns, 'sessions.id as session_id'])
    .where('sessions.id', '=', sql<string>`any(${sessionIds}::uuid[])`)
    // One that was being started while its user was deleted is worth nothing.
    .where('users.kind', '<>', 'deleted')
    .where('users.deactivated_at', 'is', null)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .execute();
  return new Map(rows.map(({ session_id, ...account }) => [session_id, account]));
}

/** Whether somebody signed in to this session within the last so many milliseconds. */
export async function isSessionNew(db: Database, sessionId: string, age: number): Promise<boolean> {
  const row = await db
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', sessionId)
    .where('created_at', '>', new Date(Date.now() - age))
    .executeTakeFirst();
  return row !== undefined;
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

/**
 * Ends those of the user's sessions that are still open, only one of them or all but one, and with each what tells its browser of
 * messages. Gives their ids. In the order of `touchSessions`, so that neither waits for the other.
 */
export async function endSessionsOf(
  db: Database,
  userId: number,
  { only = null, except = null }: { only?: string | null; except?: string | null } = {},
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with open as (
      select id from sessions
      where user_id = ${userId} and ended_at is null
        and (${only}::uuid is null or id = ${only}::uuid) and (${except}::uuid is null or id <> ${except}::uuid)
      order by id for update
    ), told as (
      delete from targets using open where targets.session_id = open.id
    )
    update sessions set ended_at = now() from open where sessions.id = open.id returning sessions.id`.execute(
    db,
  );
  return rows.map((row) => row.id);
}

/** Those that have neither ended nor expired, used last first. */
export function selectSessions(
  db: Database,
  userId: number,
): Promise<{ id: string; user_agent: string; created_at: Date; last_used_at: Date }[]> {
  return db
    .selectFrom('sessions')
    .select(['id', 'user_agent', 'created_at', 'last_used_at'])
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('last_used_at', 'desc')
    .limit(100)
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

/** Which of these sessions are over. One that was being started while its user was deactivated is. */
export async function findEndedSessions(db: Database, sessionIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select('sessions.id')
    .where('sessions.id', '=', sql<string>`any(${sessionIds}::uuid[])`)
    .where('deactivated_at', 'is', null)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .execute();
  const open = new Set(rows.map((row) => row.id));
  return sessionIds.filter((sessionId) => !open.has(sessionId));
}

/** In one order, so that processes that do so at the same time don't wait for each other. */
export async function touchSessions(db: Database, sessionIds: readonly string[]): Promise<void> {
  await sql`
    with used as (
      select id from sessions where id = any(${sessionIds}::uuid[]) order by id for no key update
    )
    update sessions set last_used_at = now() from used where sessions.id = used.id`.execute(db);
}

/** Somebody sits before them, for five minutes unless it is said again; or nobody any more. In one order, as in `touchSessions`. */
export async function writeHere(
  db: Database,
  here: readonly string[],
  gone: readonly string[],
): Promise<void> {
  await sql`
    with one as (
      select id from sessions where id = any(${[...here, ...gone]}::uuid[]) order by id for no key update
    )
    update sessions set here_until = case when sessions.id = any(${here}::uuid[]) then now() + interval '5 minutes' end
    from one where sessions.id = one.id`.execute(db);
}
