import { mayRemove } from '@chatire/protocol';
import { inChat, type Place } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { announceEvents } from '../log/append-events.ts';
import type { Announce } from '../log/notices.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { countHeldOf } from '../moderation/held-store.ts';
import { noticesOfWaiting } from '../moderation/waiting.ts';
import { endMembership } from './end-membership.ts';
import { findMember } from './member-store.ts';

/** A member leaves, or is removed by somebody of a higher role. Removing somebody who isn't there changes nothing. */
export async function removeMember(
  db: Database,
  announce: Announce,
  place: Place,
  userId: number,
): Promise<void> {
  const isLeaving = place.userId === userId;
  const { events, notices } = await inChat(
    db,
    place,
    [isLeaving ? 'leave' : 'remove_members'],
    async (tx, chat) => {
      const member = await findMember(tx, chat.id, userId);
      if (!member) return { events: [], notices: [] };
      if (!isLeaving && !mayRemove(chat, member))
        throw new Refused('not_allowed', 'Only the owner can remove a moderator.');
      if (!isLeaving)
        await writeAudit(tx, { chatId: chat.id, actorId: place.userId, action: 'member_removed', userId });
      const hadHeld = (await countHeldOf(tx, chat.id, userId)) > 0;
      const events = await endMembership(tx, chat.id, userId, member.role);
      return { events, notices: hadHeld ? await noticesOfWaiting(tx, chat) : [] };
    },
  );
  announceEvents(announce, events);
  announce(notices);
}
