import { finishDeletion, finishDeletionJob } from './accounts/finish-deletion.ts';
import type { Channel } from './channels/channel.ts';
import { deliver, deliverJob } from './channels/deliver.ts';
import { deleteTargetsOfEnded } from './channels/target-store.ts';
import { tell, tellJob } from './channels/tell.ts';
import type { Database } from './database/database.ts';
import { recurring, task, type Task } from './jobs/job.ts';
import type { Announce } from './log/notices.ts';
import { deleteOldMessages } from './retention/delete-old-messages.ts';
import { endChats } from './retention/end-chats.ts';

export interface TaskParts {
  db: Database;
  announce: Announce;
  channels: readonly Channel[];
}

/** What is done in the background, by jobs that wait in the database and by the clock. */
export function createTasks({ db, announce, channels }: TaskParts): Task[] {
  return [
    task(tellJob, (payload) => tell(db, payload)),
    task(deliverJob, (payload, one) => deliver(db, channels, payload, one)),
    task(finishDeletionJob, ({ user }, one) => finishDeletion(db, announce, user, one.signal)),
    recurring('end_chats', '* * * * *', (one) => endChats(db, announce, one.signal)),
    recurring('delete_old_messages', '23 * * * *', (one) => deleteOldMessages({ db, announce }, one.signal)),
    recurring('clean_targets', '17 3 * * *', () => deleteTargetsOfEnded(db)),
  ];
}
