import type { Channel } from './channels/channel.ts';
import { deliver, deliverJob } from './channels/deliver.ts';
import { deleteTargetsOfEnded } from './channels/target-store.ts';
import { tell, tellJob } from './channels/tell.ts';
import type { Database } from './database/database.ts';
import { recurring, task, type Task } from './jobs/job.ts';

export interface TaskParts {
  db: Database;
  channels: readonly Channel[];
}

/** What is done in the background, by jobs that wait in the database and by the clock. */
export function createTasks({ db, channels }: TaskParts): Task[] {
  return [
    task(tellJob, (payload) => tell(db, payload)),
    task(deliverJob, (payload, one) => deliver(db, channels, payload, one)),
    recurring('clean_targets', '17 3 * * *', () => deleteTargetsOfEnded(db)),
  ];
}
