import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../database/database.ts';
import { currentRequest } from '../request-id.ts';

/** With growing delay (e^n seconds after the nth try) the last one is three and a half hours after the first. */
export const mostTries = 10;

/** Whether a job of this key waits, to run once or once more. */
export const waits = (key: RawBuilder<string>): RawBuilder<boolean> => sql`exists (
  select from graphile_worker.jobs where jobs.key = ${key} and jobs.locked_at is null and jobs.attempts < jobs.max_attempts
)`;

/** What the job of this key has to say, whether it waits, is worked on, failed at last, or died with its process. */
export const payloadOf = (key: RawBuilder<string>): RawBuilder<unknown> => sql`(
  select payload from graphile_worker._private_jobs as known where known.key = ${key}
)`;

/** Whether a job is being worked on, or its worker has died a moment ago. */
export const isRunning = (id: RawBuilder<number | null>): RawBuilder<boolean> => sql`exists (
  select from graphile_worker.jobs where jobs.id = ${id} and jobs.locked_at is not null
)`;

interface NewJob {
  payload: unknown;
  key: string;
  runAt?: Date | undefined;
  shares?: Shares | undefined;
}

/** Whose addresses a job waits for, and by which channel: see `turns.ts`. */
export interface Shares {
  user?: number;
  channel?: string;
}

/** Their times are kept by the database's clock: a job that is put off by one that is behind would be due at once, again and again. */
export async function insertJobs(
  tx: Database,
  name: string,
  jobs: readonly NewJob[],
  unlessWaiting: boolean,
): Promise<void> {
  const request = currentRequest();
  const flags = jobs.map(({ shares = {} }) => [
    ...(request === undefined ? [] : [requestFlag + request]),
    ...Object.entries(shares).map(([kind, name]) => `${kind}:${name}`),
  ]);
  await sql`
    with new as (
      select array_agg((${name}, one.payload, null, now() + one.wait * interval '1 millisecond', ${mostTries}, one.key, null,
          (select array_agg(flag) from json_array_elements_text(one.flags) as flag))::graphile_worker.job_spec) as specs
      from unnest(${jobs.map((job) => JSON.stringify(job.payload))}::json[], ${jobs.map((job) => job.key)}::text[],
        ${jobs.map(({ runAt }) => (runAt ? runAt.getTime() - Date.now() : 0))}::float8[], ${flags.map((some) => JSON.stringify(some))}::json[]) as one (payload, key, wait, flags)
      where not (${unlessWaiting} and ${waits(sql`one.key`)})
    )
    select from new cross join lateral graphile_worker.add_jobs(new.specs) where new.specs is not null`.execute(
    tx,
  );
}

/** Flags are the queue's own field for what isn't a task's matter. */
const requestFlag = 'request:';

/** The request that put a job in, as far as it said so. */
export function requestOf(flags: Readonly<Record<string, true>> | null): string | undefined {
  const flag = Object.keys(flags ?? {}).find((name) => name.startsWith(requestFlag));
  return flag?.slice(requestFlag.length);
}

/** What a job shares with others, as it was put in: `user:12`. */
export function sharesOf(flags: Readonly<Record<string, true>> | null): string[] {
  return Object.keys(flags ?? {}).filter((name) => !name.startsWith(requestFlag));
}

/** For metrics: jobs by what they are at, and for how many seconds the oldest that is due has waited. */
export async function selectJobLoad(db: Database): Promise<{ jobs: Record<string, number>; oldest: number }> {
  const { rows } = await sql<{ state: string; count: number; waited: number }>`
    select state, count(*) as count, extract(epoch from now() - min(run_at))::float8 as waited
    from (select run_at, case when locked_at is not null then 'running' when attempts >= max_attempts then 'failed'
                              when run_at <= now() then 'due' else 'later' end as state
          from graphile_worker.jobs) as job
    group by state`.execute(db);
  const counts = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  return {
    jobs: { due: 0, later: 0, running: 0, failed: 0, ...counts },
    oldest: rows.find(({ state }) => state === 'due')?.waited ?? 0,
  };
}

/** How many wait for their time or their turn, are being worked on, or are dead. */
export async function selectJobCounts(
  db: Database,
): Promise<{ waiting: number; running: number; failed: number }> {
  const { rows } = await sql<{ waiting: number; running: number; failed: number }>`
    select count(*) filter (where locked_at is null and attempts < max_attempts) as waiting,
      count(*) filter (where locked_at is not null) as running,
      count(*) filter (where locked_at is null and attempts >= max_attempts) as failed
    from graphile_worker.jobs`.execute(db);
  return rows[0] ?? { waiting: 0, running: 0, failed: 0 };
}

export interface JobRow {
  id: number;
  name: string;
  attempts: number;
  max_attempts: number;
  run_at: Date;
  created_at: Date;
  error: string | null;
}

/**
 * The newest 50 of them, or those before `before`. No index is worth what each job would pay for it: 20,000 dead ones behind 100,000 that wait
 * are found in 40 ms, and counted in 110 ms.
 */
export async function selectJobs(
  db: Database,
  state: 'waiting' | 'failed',
  before: number | null,
): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    select id, task_identifier as name, attempts, max_attempts, run_at, created_at, last_error as error
    from graphile_worker.jobs
    where locked_at is null and (attempts >= max_attempts) = ${state === 'failed'} and (${before}::bigint is null or id < ${before})
    order by id desc limit 50`.execute(db);
  return rows;
}

/** Runs it soon, with all its tries before it. False when there is no such job, or it is being worked on. */
export async function rescheduleJob(db: Database, id: number): Promise<boolean> {
  const { rows } = await sql`
    select from graphile_worker.reschedule_jobs(array[${id}::bigint], run_at => now(), attempts => 0) as job
    where job.id is not null`.execute(db);
  return rows.length > 0;
}

export async function completeJob(db: Database, id: number): Promise<boolean> {
  const { rows } = await sql`
    select from graphile_worker.complete_jobs(array[${id}::bigint]) as job where job.id is not null`.execute(
    db,
  );
  return rows.length > 0;
}
