import { mayRemove } from '@chatire/protocol';
import { inChat, type Place } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { announceEvents } from '../log/append-events.ts';
import type { Announce } from '../log/notices.ts';
import { endMembership } from './end-membership.ts';
import { findRole } from './member-store.ts';

/** A member leaves, or is removed by somebody of a higher role. Removing somebody who isn't there changes nothing. */
export async function removeMember(
  db: Database,
  announce: Announce,
  place: Place,
  userId: number,
): Promise<void> {
  const isLeaving = place.userId === userId;
  const events = await inChat(db, place, [isLeaving ? 'leave' : 'remove_members'], async (tx, chat) => {
    const role = await findRole(tx, chat.id, userId);
    if (!role) return [];
    if (!isLeaving && !mayRemove(chat, { role }))
      throw new Refused('not_allowed', 'Only the owner can remove a moderator.');
    return endMembership(tx, chat.id, userId, role);
  });
  announceEvents(announce, events);
}
