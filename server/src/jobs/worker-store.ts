import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

/** "jobs" as a number. */
const key = 0x6a6f6273;

/** A statement for a worker's own connection: as long as that stands, the worker lives. */
export const signOfLife = `select pg_advisory_lock_shared(${key}, hashtext($1))`;

/**
 * Takes away what is neither worked on nor tried again since a newer job has taken its place, and with that its key: all of ours have
 * one. A dead job keeps its key, and stays.
 */
export async function dropReplacedJobs(db: Database): Promise<void> {
  await sql`
    delete from graphile_worker._private_jobs
    where key is null and locked_at is null and attempts >= max_attempts`.execute(db);
}

/**
 * Gives back what is held by workers that live no more. The queue itself would wait for four hours. One that began a moment ago
 * may not have shown itself yet. `ended`: those of this process that have, without having written down the end of all their jobs.
 */
export async function freeJobsOfTheDead(db: Database, ended: readonly string[] = []): Promise<void> {
  await sql`
    with dead as (
      select array_agg(distinct locked_by) as workers from graphile_worker.jobs
      where locked_by = any(${ended}::text[]) or locked_at < now() - interval '5 seconds' and not exists (
        select from pg_locks
        where locktype = 'advisory' and classid = ${key}::oid and objid = hashtext(locked_by)::oid and objsubid = 2
          and database = (select oid from pg_database where datname = current_database())
      )
    )
    select from dead cross join lateral graphile_worker.force_unlock_workers(dead.workers) where dead.workers is not null`.execute(
    db,
  );
}
