import { z } from 'zod';
import { addJobs } from '../jobs/add-job.ts';
import { jobKind } from '../jobs/job.ts';
import { transaction, type Database } from '../database/database.ts';
import { deliverJob, keyOfDelivery } from './deliver.ts';
import { nextDigest } from './next-digest.ts';
import { markPending, waitForWriters } from './due-store.ts';
import { tellJobName } from './tell-jobs-store.ts';

/** Put in by the statement that writes messages, where somebody may want to be told; see `message-store.ts`. */
export const tellJob = jobKind(tellJobName, z.object({ chat: z.int(), after: z.int() }));

/**
 * Decides who is told of what was said in a chat above a place of its log. Each target gets a job of its own, so that a slow one holds
 * up no other.
 */
export async function tell(db: Database, { chat, after }: z.infer<typeof tellJob.payload>): Promise<void> {
  await waitForWriters(db, chat);
  await transaction(db, async (tx) => {
    const targets = await markPending(tx, chat, after);
    const now = new Date();
    const jobs = targets.map(({ id: target, digest, settings }) => {
      const payload = { target, chat: digest === null ? chat : null };
      const runAt = digest === null ? now : nextDigest(digest, settings.time_zone, now);
      return { payload, key: keyOfDelivery(payload), runAt };
    });
    // A job that waits will find what was just noted.
    await addJobs(tx, deliverJob, jobs, { unlessWaiting: true });
  });
}
