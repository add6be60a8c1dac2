import { setTimeout as sleep } from 'node:timers/promises';
import { transaction, type Database } from '../database/database.ts';
import { readSettings } from '../installation/settings-store.ts';
import { announceEvents, appendToLog } from '../log/append-events.ts';
import { lockChats } from '../log/log-store.ts';
import type { Announce } from '../log/notices.ts';
import { noticesOfWaiting } from '../moderation/waiting.ts';
import {
  deleteOldHeld,
  deleteUnseen,
  selectDueChats,
  selectKeptFrom,
  updateKeptFrom,
  type DueChat,
} from './retention-store.ts';

interface RetentionParts {
  db: Database;
  announce: Announce;
}

/** At once: a few hundredths of a second. */
const batch = 200;

/**
 * Deletes what is older than the chats keep. First nobody sees it any more, by one event of each chat: that takes the chat's lock, for
 * milliseconds. Then its rows go in batches, without a lock that anybody who posts waits for. Whatever breaks off is found again.
 */
export async function deleteOldMessages(
  { db, announce }: RetentionParts,
  signal?: AbortSignal,
): Promise<void> {
  // Of all chats, whatever their owners say; null: for ever.
  const { retention_days: days } = await readSettings(db);
  let last = 0;
  for (;;) {
    const due = await selectDueChats(db, days, last);
    for (const chat of due) {
      if (signal?.aborted) return;
      await hide(db, announce, chat);
      while (!signal?.aborted && (await deleteBatch(db, chat)));
      announce(await transaction(db, (tx) => noticesOfWaiting(tx, chat)));
    }
    if (due.length === 0) return;
    last = due.at(-1)?.id ?? last;
  }
}

async function hide(db: Database, announce: Announce, { id, days }: DueChat): Promise<void> {
  if (days === null) return;
  const place = await selectKeptFrom(db, id, days);
  const events = await transaction(db, async (tx) => {
    await deleteOldHeld(tx, id, days);
    if (place === undefined) return [];
    await lockChats(tx, [id]);
    await updateKeptFrom(tx, id, place, days);
    return [await appendToLog(tx, id, { kind: 'chat_updated' })];
  });
  announceEvents(announce, events);
}

/** The disk is left to others for as long as a batch took. */
async function deleteBatch(db: Database, { id }: DueChat): Promise<boolean> {
  const begun = performance.now();
  const count = await transaction(db, (tx) => deleteUnseen(tx, id, batch));
  if (count === batch) await sleep(performance.now() - begun);
  return count === batch;
}
