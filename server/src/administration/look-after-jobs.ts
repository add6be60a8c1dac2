import type { Jobs } from '@chatire/protocol';
import { transaction, type Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { countJobs, listJobs, removeJob, retryJob } from '../jobs/read-jobs.ts';
import { writeAudit } from '../moderation/audit-store.ts';

/** Of an error the beginning: the rest is where in the program it was. */
const errorLength = 300;

export async function readJobs(
  db: Database,
  { state, before }: { state: 'waiting' | 'failed'; before?: number | undefined },
): Promise<Jobs> {
  const [counts, jobs] = [await countJobs(db), await listJobs(db, state, before)];
  return {
    counts,
    jobs: jobs.map(({ run_at, created_at, error, ...job }) => ({
      ...job,
      run_at: run_at.toISOString(),
      created_at: created_at.toISOString(),
      error: error?.slice(0, errorLength) ?? null,
    })),
  };
}

/** Tries a job anew, or takes it away for good. */
export async function answerJob(
  db: Database,
  actorId: number,
  id: number,
  wish: 'retry' | 'remove',
): Promise<void> {
  await transaction(db, async (tx) => {
    const isDone = await (wish === 'retry' ? retryJob(tx, id) : removeJob(tx, id));
    if (!isDone) throw new Refused('not_found', 'This job is done, or is being worked on.');
    const action = wish === 'retry' ? 'job_retried' : 'job_removed';
    await writeAudit(tx, { chatId: null, actorId, action, details: { job: id } });
  });
}
