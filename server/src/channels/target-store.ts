import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

/** As it was when it was told: if it has another address by now, what became of the old one says nothing of it. */
type Told = { id: number; address: unknown };

const isStill = ({ id, address }: Told) =>
  sql<boolean>`id = ${id} and address = ${JSON.stringify(address)}::jsonb`;

/** Switches it off after `mostFailures` in a row; null: never. */
export async function countFailure(
  db: Database,
  target: Told,
  because: string,
  mostFailures: number | null,
): Promise<void> {
  const isOver = sql<boolean>`failures + 1 >= ${mostFailures}::int`;
  await sql`
    update targets set failures = failures + 1,
      off_at = case when ${isOver} then coalesce(off_at, now()) else off_at end,
      off_because = case when ${isOver} then ${because} else off_because end
    where ${isStill(target)}`.execute(db);
}

export async function forgetFailures(db: Database, id: number): Promise<void> {
  await sql`update targets set failures = 0 where id = ${id} and failures > 0`.execute(db);
}

export async function switchOff(db: Database, target: Told, because: string): Promise<void> {
  await sql`update targets set off_at = now(), off_because = ${because} where ${isStill(target)} and off_at is null`.execute(
    db,
  );
}

export async function deleteTarget(db: Database, target: Told): Promise<void> {
  await sql`delete from targets where ${isStill(target)}`.execute(db);
}

/** Those that went with a sign-in that has ended. */
export async function deleteTargetsOfEnded(db: Database): Promise<void> {
  await sql`
    delete from targets using sessions
    where sessions.id = targets.session_id and (sessions.ended_at is not null or sessions.expires_at < now())`.execute(
    db,
  );
}

export async function deleteTargetsOf(db: Database, userId: number): Promise<void> {
  await sql`delete from targets where user_id = ${userId}`.execute(db);
}
