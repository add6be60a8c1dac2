import { inChat, type Place } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { addToChat, announceJoin } from '../members/add-to-chat.ts';
import { findMember } from '../members/member-store.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { noticesOfWaiting } from '../moderation/waiting.ts';
import { refuseRequests, takeRequest } from './request-store.ts';
import { noticeOfRefusal } from './revoke-link.ts';

/** Lets somebody in who asked. Letting in who is in changes nothing. */
export async function letIn(db: Database, announce: Announce, place: Place, userId: number): Promise<void> {
  const { joined, notices } = await inChat(db, place, ['moderate'], async (tx, chat) => {
    const request = await takeRequest(tx, chat.id, userId);
    if (!request) {
      if (await findMember(tx, chat.id, userId)) return { joined: undefined, notices: [] };
      throw new Refused('not_found', 'This person is not waiting to be let in.');
    }
    const joined = await addToChat(tx, chat, { id: userId }, request.role, request.link_id);
    const audited = { chatId: chat.id, actorId: place.userId, userId };
    await writeAudit(tx, { ...audited, action: 'request_accepted' });
    const answer = {
      to: 'user',
      userId,
      kind: 'request_answered',
      link: request.code,
      let_in: true,
    } as const;
    return { joined, notices: [answer, ...(await noticesOfWaiting(tx, chat))] };
  });
  if (joined) announceJoin(announce, joined);
  announce(notices);
}

/** Who is refused hears so, and can't ask again by the same link for a day. Refusing somebody who doesn't wait changes nothing. */
export async function refuse(db: Database, announce: Announce, place: Place, userId: number): Promise<void> {
  const notices = await inChat(db, place, ['moderate'], async (tx, chat) => {
    const refused = await refuseRequests(tx, chat.id, { userId });
    if (refused.length === 0) return [];
    await writeAudit(tx, { chatId: chat.id, actorId: place.userId, userId, action: 'request_refused' });
    return [...refused.map(noticeOfRefusal), ...(await noticesOfWaiting(tx, chat))];
  });
  announce(notices);
}
