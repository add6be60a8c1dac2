import { z } from 'zod';
import { jobKind } from '../jobs/job.ts';
import { transaction, type Database } from '../database/database.ts';
import { addDeliveries } from './add-deliveries.ts';
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
    // A job that waits will find what was just noted.
    await addDeliveries(tx, await markPending(tx, chat, after), { unlessWaiting: true });
  });
}
