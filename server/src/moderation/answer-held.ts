import { inChat, type Place } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce, Notice } from '../log/notices.ts';
import { findMentions } from '../messages/find-mentions.ts';
import { insertMessages } from '../messages/message-store.ts';
import { noticeOfPost } from '../messages/post-message.ts';
import { writeAudit } from './audit-store.ts';
import { refuseHeld, takeHeld, trustMember, type HeldRow } from './held-store.ts';
import { noticesOfWaiting } from './waiting.ts';

/** The message gets its place in the log, and its author writes freely from now on. What is dealt with already stays as it is. */
export async function approveHeld(db: Database, announce: Announce, place: Place, id: number): Promise<void> {
  const notices = await inChat(db, place, ['moderate'], async (tx, chat) => {
    const held = await takeHeld(tx, chat.id, id);
    if (!held) return [];
    await trustMember(tx, chat.id, held.author_id);
    const mentions = await findMentions(tx, held.author_id, place.uri, held.text);
    const { text, client_id: clientId, author_id: authorId, reply_to: replyTo } = held;
    const post = { uri: place.uri, authorId, clientId, text, replyTo, mentions };
    const [written] = await insertMessages(tx, [post]);
    if (!written || written.refused !== null)
      throw new Refused('conflict', "Its author can't write in this chat now.");
    const audited = { chatId: chat.id, actorId: place.userId, userId: authorId };
    await writeAudit(tx, { ...audited, action: 'held_approved' });
    const posted = written.is_new ? noticeOfPost(place.uri, written, mentions) : [];
    return [...posted, ...tellAuthor(held, place.uri, 'approved'), ...(await noticesOfWaiting(tx, chat))];
  });
  announce(notices);
}

/** Its text is gone; its author hears of it. */
export async function refuseHeldMessage(
  db: Database,
  announce: Announce,
  place: Place,
  id: number,
): Promise<void> {
  const notices = await inChat(db, place, ['moderate'], async (tx, chat) => {
    const held = await refuseHeld(tx, chat.id, id);
    if (!held) return [];
    const audited = { chatId: chat.id, actorId: place.userId, userId: held.author_id };
    await writeAudit(tx, { ...audited, action: 'held_refused' });
    return [...tellAuthor(held, place.uri, 'refused'), ...(await noticesOfWaiting(tx, chat))];
  });
  announce(notices);
}

function tellAuthor(held: HeldRow, uri: string, state: 'approved' | 'refused'): Notice[] {
  const { author_id: userId, client_id: clientId } = held;
  return clientId === null ? [] : [{ to: 'user', userId, kind: 'held', uri, clientId, state }];
}
