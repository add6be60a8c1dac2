import { mayRemove } from '@chatire/protocol';
import { inChat, type Place } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { announceEvents } from '../log/append-events.ts';
import type { Announce } from '../log/notices.ts';
import { endMembership } from '../members/end-membership.ts';
import { findMember } from '../members/member-store.ts';
import { writeAudit } from './audit-store.ts';
import { deleteBan, insertBan } from './ban-store.ts';
import { noticesOfWaiting } from './waiting.ts';

/** Takes somebody out of the chat, who can't come back by any door. Under the chat's lock, as joining is: nobody slips in between. */
export async function ban(db: Database, announce: Announce, place: Place, userId: number): Promise<void> {
  const { events, notices } = await inChat(db, place, ['moderate'], async (tx, chat) => {
    const member = await findMember(tx, chat.id, userId);
    if (userId === place.userId) throw new Refused('not_allowed', 'You can leave, but not ban yourself.');
    if (member && !mayRemove(chat, member))
      throw new Refused('not_allowed', 'Only the owner can ban a moderator.');
    if (!(await insertBan(tx, chat.id, userId))) return { events: [], notices: [] };
    await writeAudit(tx, { chatId: chat.id, actorId: place.userId, action: 'member_banned', userId });
    const events = member ? await endMembership(tx, chat.id, userId, member.role) : [];
    return { events, notices: await noticesOfWaiting(tx, chat) };
  });
  announceEvents(announce, events);
  announce(notices);
}

/** They may come in again, by the doors that there are. */
export async function liftBan(db: Database, announce: Announce, place: Place, userId: number): Promise<void> {
  const notices = await inChat(db, place, ['moderate'], async (tx, chat) => {
    if (!(await deleteBan(tx, chat.id, userId))) return [];
    await writeAudit(tx, { chatId: chat.id, actorId: place.userId, action: 'ban_lifted', userId });
    return noticesOfWaiting(tx, chat);
  });
  announce(notices);
}
