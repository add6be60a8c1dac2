import type { Moderation } from '@chatire/protocol';
import type { Place } from '../chats/in-chat.ts';
import { transactionForReading, type Database } from '../database/database.ts';
import { findModerated } from './find-moderated.ts';
import { selectMuted } from './mute-store.ts';
import { selectReported } from './report-store.ts';

/** All that waits for owner and moderators, for them. */
export function readModeration(db: Database, place: Place): Promise<Moderation> {
  return transactionForReading(db, async (tx) => {
    const chat = await findModerated(tx, place);
    const [muted, reported] = [await selectMuted(tx, chat.id), await selectReported(tx, chat.id)];
    return { uri: place.uri, muted, reported };
  });
}
