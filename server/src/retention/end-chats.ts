import { closeChat, eraseChat } from '../chats/erase-chat.ts';
import { transaction, type Database } from '../database/database.ts';
import { lockChats } from '../log/log-store.ts';
import type { Announce } from '../log/notices.ts';
import { selectEnded } from './retention-store.ts';

/** Deletes the chats that are at their end. One that breaks off is still at its end, and goes on the next time. */
export async function endChats(db: Database, announce: Announce, signal?: AbortSignal): Promise<void> {
  for (const { id } of await selectEnded(db)) {
    if (signal?.aborted) return;
    const isOver = await transaction(db, async (tx) => {
      await lockChats(tx, [id]);
      // Somebody may have posted, or the owner put the end off.
      if ((await selectEnded(tx, id)).length === 0) return false;
      await closeChat(tx, id, null);
      return true;
    });
    if (isOver) await eraseChat(db, announce, id);
  }
}
