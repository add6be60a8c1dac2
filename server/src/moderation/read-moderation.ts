import type { Moderation } from '@chatire/protocol';
import type { Place } from '../chats/in-chat.ts';
import { transactionForReading, type Database } from '../database/database.ts';
import { findModerated } from './find-moderated.ts';
import { selectBans } from './ban-store.ts';
import { selectHeld } from './held-store.ts';
import { selectMuted } from './mute-store.ts';
import { selectReported } from './report-store.ts';

/** All that waits for owner and moderators, for them. */
export function readModeration(db: Database, place: Place): Promise<Moderation> {
  return transactionForReading(db, async (tx) => {
    const chat = await findModerated(tx, place);
    return {
      uri: place.uri,
      held: await selectHeld(tx, chat.id),
      reported: await selectReported(tx, chat.id),
      muted: await selectMuted(tx, chat.id),
      banned: await selectBans(tx, chat.id),
    };
  });
}
