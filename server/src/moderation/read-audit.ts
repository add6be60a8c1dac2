import { limits, type Audit } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { selectAudit } from './audit-store.ts';
import { findModerated } from './find-moderated.ts';
import type { Place } from '../chats/in-chat.ts';

/** A page of what owner and moderators did, for owner and moderators. */
export async function readAudit(db: Database, place: Place, before: number | undefined): Promise<Audit> {
  const chat = await findModerated(db, place);
  const entries = await selectAudit(db, chat.id, before);
  const has_older = entries.length > limits.pageSize;
  return { uri: place.uri, entries: entries.slice(0, limits.pageSize), has_older };
}
