import { mayRemove } from '@chatire/protocol';
import { inChat, type Place } from '../chats/in-chat.ts';
import { transaction, type Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { announceEvents } from '../log/append-events.ts';
import { lockChats } from '../log/log-store.ts';
import type { Announce } from '../log/notices.ts';
import { readHeads, readLog } from '../log/read-log.ts';
import { findMember } from '../members/member-store.ts';
import { eraseTexts, selectTextsIn } from '../messages/erase-texts-store.ts';
import { writeAudit } from './audit-store.ts';
import { deleteHeldOf } from './held-store.ts';
import { noticesOfWaiting } from './waiting.ts';

/** At once: whoever posts waits for a chat that is locked. Less than a tenth of a second. */
const piece = 500;

/**
 * Deletes what somebody wrote in a chat within the last `seconds` (null: ever), also of one who has left. Piece by piece; of each
 * only the last event is announced, and gateways read those before it from the log.
 */
export async function removeMessagesOf(
  db: Database,
  announce: Announce,
  place: Place,
  { userId, seconds }: { userId: number; seconds: number | null },
): Promise<void> {
  const { chatId, ids, notices } = await inChat(db, place, ['delete_messages'], async (tx, chat) => {
    const author = await findMember(tx, chat.id, userId);
    if (author && userId !== place.userId && !mayRemove(chat, author))
      throw new Refused('not_allowed', 'Only the owner can delete all that a moderator wrote.');
    const ids = await selectTextsIn(tx, chat.id, userId, seconds);
    const details = { count: ids.length, seconds };
    const audited = { chatId: chat.id, actorId: place.userId, userId, details };
    if (ids.length > 0) await writeAudit(tx, { ...audited, action: 'messages_removed' });
    await deleteHeldOf(tx, chat.id, [userId]);
    return { chatId: chat.id, ids, notices: await noticesOfWaiting(tx, chat) };
  });
  announce(notices);
  for (let start = 0; start < ids.length; start += piece) {
    const { last, news } = await transaction(db, async (tx) => {
      await lockChats(tx, [chatId]);
      await eraseTexts(tx, ids.slice(start, start + piece));
      const head = (await readHeads(tx, [chatId])).get(chatId) ?? 0;
      const last = await readLog(tx, [{ chatId, after: head - 1, upTo: head }], 1);
      // What members reported of these messages has gone with them.
      return { last, news: await noticesOfWaiting(tx, { id: chatId, uri: place.uri }) };
    });
    announceEvents(announce, last);
    announce(news);
  }
}
