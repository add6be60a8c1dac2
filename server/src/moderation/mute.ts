import { mayRemove } from '@chatire/protocol';
import { inChat, type FoundChat, type Place } from '../chats/in-chat.ts';
import type { Database, Transaction } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce, Notice } from '../log/notices.ts';
import { findMember } from '../members/member-store.ts';
import { writeAudit } from './audit-store.ts';
import { muteMember, unmuteMember } from './mute-store.ts';
import { noticesOfWaiting } from './waiting.ts';

/** A member may only read: for so many seconds, or until further notice (null). The member and those who look after the chat hear of it. */
export function mute(
  db: Database,
  announce: Announce,
  place: Place,
  { userId, seconds }: { userId: number; seconds: number | null },
): Promise<void> {
  return changeMute(db, announce, place, userId, async (tx, chat) => {
    const until = await muteMember(tx, chat.id, userId, seconds);
    const audited = { chatId: chat.id, actorId: place.userId, userId, details: { seconds } };
    await writeAudit(tx, { ...audited, action: 'member_muted' });
    return [muted(userId, chat, until)];
  });
}

/** Who isn't muted stays so. */
export function unmute(db: Database, announce: Announce, place: Place, userId: number): Promise<void> {
  return changeMute(db, announce, place, userId, async (tx, chat) => {
    if (!(await unmuteMember(tx, chat.id, userId))) return [];
    await writeAudit(tx, { chatId: chat.id, actorId: place.userId, action: 'member_unmuted', userId });
    return [muted(userId, chat, null)];
  });
}

async function changeMute(
  db: Database,
  announce: Announce,
  place: Place,
  userId: number,
  change: (tx: Transaction, chat: FoundChat) => Promise<Notice[]>,
): Promise<void> {
  const notices = await inChat(db, place, ['moderate'], async (tx, chat) => {
    const member = await findMember(tx, chat.id, userId);
    if (!member) throw new Refused('not_found', 'This person is not in the chat.');
    if (!mayRemove(chat, member)) throw new Refused('not_allowed', 'Only the owner can mute a moderator.');
    return [...(await change(tx, chat)), ...(await noticesOfWaiting(tx, chat))];
  });
  announce(notices);
}

const muted = (userId: number, { uri }: FoundChat, until: string | null): Notice => ({
  to: 'user',
  userId,
  kind: 'muted',
  uri,
  until,
});
