import type { Database } from '../database/database.ts';
import type { JobKind } from './job.ts';
import { insertJobs, type Shares } from './job-store.ts';

export interface JobPlan {
  /** At most one job of a key waits; one that is running has begun before and doesn't count. */
  key: string;
  /** Without it: now. */
  runAt?: Date;
  /** Leaves a waiting job of the key as it is. Otherwise the new one takes its place. */
  unlessWaiting?: boolean;
  shares?: Shares;
}

/** Puts in a job with the transaction that causes it: rolled back, there is none. */
export async function addJob<Payload>(
  tx: Database,
  kind: JobKind<Payload>,
  payload: Payload,
  { unlessWaiting = false, ...plan }: JobPlan,
): Promise<void> {
  await insertJobs(tx, kind.name, [{ payload, ...plan }], unlessWaiting);
}

/** Many at once, each with a key of its own. */
export async function addJobs<Payload>(
  tx: Database,
  kind: JobKind<Payload>,
  jobs: readonly ({ payload: Payload } & Omit<JobPlan, 'unlessWaiting'>)[],
  { unlessWaiting = false }: Pick<JobPlan, 'unlessWaiting'> = {},
): Promise<void> {
  if (jobs.length > 0) await insertJobs(tx, kind.name, jobs, unlessWaiting);
}
