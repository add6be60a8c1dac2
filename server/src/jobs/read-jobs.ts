import type { Database } from '../database/database.ts';
import {
  completeJob,
  rescheduleJob,
  selectJobCounts,
  selectJobLoad,
  selectJobs,
  type JobRow,
} from './job-store.ts';

/** For those who run the server. What a job has to say isn't shown: it may be about anybody. */
export function countJobs(db: Database): Promise<{ waiting: number; running: number; failed: number }> {
  return selectJobCounts(db);
}

/** For metrics: see `selectJobLoad`. */
export const readJobLoad = selectJobLoad;

/** The newest 50, or those before `before`. */
export function listJobs(db: Database, state: 'waiting' | 'failed', before?: number): Promise<JobRow[]> {
  return selectJobs(db, state, before ?? null);
}

/** Tries a job anew, soon. False when there is none of this id that waits or is dead. */
export function retryJob(db: Database, id: number): Promise<boolean> {
  return rescheduleJob(db, id);
}

/** Takes a job away that waits or is dead; false when there is none of this id. */
export function removeJob(db: Database, id: number): Promise<boolean> {
  return completeJob(db, id);
}
