import { addJobs } from '../jobs/add-job.ts';
import type { Database } from '../database/database.ts';
import { deliverJob, keyOfDelivery } from './deliver.ts';
import { selectPending, type PendingTarget } from './due-store.ts';
import { nextDigest } from './next-digest.ts';

/** What is noted for these targets is looked at: now, or when the next digest goes out. */
export async function addDeliveries(
  tx: Database,
  targets: readonly PendingTarget[],
  plan: { unlessWaiting?: boolean } = {},
): Promise<void> {
  const now = new Date();
  const jobs = targets.map(({ id: target, chat_id: chat, channel, user_id: user, digest, settings }) => {
    const payload = { target, chat: digest === null ? chat : null };
    const runAt = digest === null ? now : nextDigest(digest, settings.time_zone, now);
    return { payload, key: keyOfDelivery(payload), runAt, shares: { channel, user } };
  });
  // A digest of several chats is one job.
  await addJobs(tx, deliverJob, [...new Map(jobs.map((job) => [job.key, job])).values()], plan);
}

/** The same for all that somebody waits for: what they have just changed may have made it due, or due at another time. */
export async function lookAgain(db: Database, userId: number): Promise<void> {
  await addDeliveries(db, await selectPending(db, userId));
}
