import { may, type Role } from '@chatire/protocol';
import { inChat, refusal, type Place } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { announceEvents, appendToLog } from '../log/append-events.ts';
import type { Announce } from '../log/notices.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { findMember, updateRole } from './member-store.ts';

/**
 * Owner and moderators say who may write: member or reader. The owner also makes moderators; or hands the chat over, and is a
 * moderator from then on. The same role again changes nothing.
 */
export async function changeRole(
  db: Database,
  announce: Announce,
  place: Place,
  { userId, role }: { userId: number; role: Role },
): Promise<void> {
  const events = await inChat(db, place, ['let_write'], async (tx, chat) => {
    const before = await findMember(tx, chat.id, userId);
    if (!before) throw new Refused('not_found', 'This person is not in the chat.');
    if ((isHigh(role) || isHigh(before.role)) && !may(chat, 'change_roles'))
      throw refusal(chat, 'change_roles');
    if (before.role === role) return [];
    if (isHigh(role) && before.kind !== 'account')
      throw new Refused('not_allowed', 'Guests get a role after they have kept their account.');
    if (before.role === 'owner')
      throw new Refused('not_allowed', 'A chat has an owner. Hand it over to somebody else instead.');
    // Before the other, since there is never more than one owner.
    if (role === 'owner') await updateRole(tx, chat.id, place.userId, 'moderator');
    await updateRole(tx, chat.id, userId, role);
    const actorId = place.userId;
    await writeAudit(tx, { chatId: chat.id, actorId, action: 'role_changed', userId, details: { role } });
    const changed = role === 'owner' ? [place.userId, userId] : [userId];
    const events = [];
    for (const user_id of changed)
      events.push(await appendToLog(tx, chat.id, { kind: 'member_updated', user_id }));
    return events;
  });
  announceEvents(announce, events);
}

const isHigh = (role: Role) => role === 'owner' || role === 'moderator';
