import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

export interface Allowance {
  /** Failures that cost no waiting. */
  free: number;
  /** Minutes in which one failure is forgotten. */
  ebb: number;
}

const longestWait = 15 * 60;

/**
 * Counts a try, unless the time for the next one hasn't come. In one statement, so that none slips in between. The clock is read when the
 * row is ours: one that began a moment earlier and had to wait isn't too early.
 */
export async function countTry(db: Database, subject: Buffer, { free, ebb }: Allowance): Promise<boolean> {
  const failures = sql`greatest(0, tries.failures - extract(epoch from now() - tries.last_at) / ${ebb * 60}) + 1`;
  const over = sql`round(${failures}) - ${free}::int`;
  const result = await sql`
    insert into tries (subject, failures) values (${subject}, 1)
    on conflict (subject) do update set
      failures = ${failures},
      last_at = now(),
      next_at = now() + case when ${over} <= 0 then interval '0'
        else least(${longestWait}, power(2, least(${over} - 1, 10))) * interval '1 second' end
    where tries.next_at <= clock_timestamp()
    returning subject`.execute(db);
  return result.rows.length === 1;
}

/** Seconds until the next try is allowed, at least 1. */
export async function findWait(db: Database, subject: Buffer): Promise<number> {
  const row = await db
    .selectFrom('tries')
    .select(sql<number>`ceil(extract(epoch from next_at - now()))::int`.as('seconds'))
    .where('subject', '=', subject)
    .executeTakeFirst();
  return Math.max(1, row?.seconds ?? 1);
}

export async function takeBackTry(db: Database, subject: Buffer): Promise<void> {
  await db
    .updateTable('tries')
    .set({ failures: sql<number>`greatest(0, failures - 1)`, next_at: sql<Date>`last_at` })
    .where('subject', '=', subject)
    .execute();
}

export async function deleteTries(db: Database, subject: Buffer): Promise<void> {
  await db.deleteFrom('tries').where('subject', '=', subject).execute();
}

/** Some at a time: after an attack there are many. */
export async function deleteOldTries(db: Database): Promise<void> {
  const old = sql`select subject from tries where last_at < now() - interval '1 day' limit 1000 for update skip locked`;
  await sql`delete from tries where subject in (${old})`.execute(db);
}
