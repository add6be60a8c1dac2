import { transaction, type Database } from '../database/database.ts';
import { eraseTexts as erase, lockChatsOf, selectTextsOf } from './erase-texts-store.ts';

/** At once, in places of the log: less than a tenth of a second. */
const batch = 1_000;

/**
 * Deletes all that somebody has written, piece by piece: others who post wait for a chat that is locked. Nobody is told of the
 * events: whoever hears of a later one of the chat reads them from the log. Throws when it is aborted before the end.
 */
export async function eraseTexts(db: Database, authorId: number, signal: AbortSignal): Promise<void> {
  const ids = await selectTextsOf(db, authorId);
  for (let start = 0; start < ids.length; start += batch) {
    signal.throwIfAborted();
    const some = ids.slice(start, start + batch);
    await transaction(db, async (tx) => {
      await lockChatsOf(tx, some);
      await erase(tx, some);
    });
  }
}
