import type { JoinRequest, Link, OwnRequest } from '@chatire/protocol';
import type { Place } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import { findModerated } from '../moderation/find-moderated.ts';
import { selectLinks } from './link-store.ts';
import { selectOwnRequest, selectRequests } from './request-store.ts';

/** The links of a chat besides its own address, for owner and moderators. */
export async function listLinks(db: Database, place: Place): Promise<Link[]> {
  return selectLinks(db, (await findModerated(db, place)).id);
}

/** Who waits to be let in, for owner and moderators. */
export async function listRequests(db: Database, place: Place): Promise<JoinRequest[]> {
  return selectRequests(db, (await findModerated(db, place)).id);
}

/** What became of one's own wish to come in by a link. */
export async function readOwnRequest(db: Database, userId: number, code: string): Promise<OwnRequest> {
  const own = await selectOwnRequest(db, userId, code);
  if (!own) throw new ChatNotFound();
  return own;
}
