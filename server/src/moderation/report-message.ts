import type { ReportReason } from '@chatire/protocol';
import { inChat } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import type { MessageOfSomebody } from '../messages/change-message.ts';
import { selectMessage } from '../messages/message-store.ts';
import { writeAudit } from './audit-store.ts';
import { deleteReports, insertReport } from './report-store.ts';
import { noticesOfWaiting } from './waiting.ts';

/** A member asks owner and moderators to look at a message; its author isn't told. Once: the same again changes nothing. */
export async function reportMessage(
  db: Database,
  announce: Announce,
  { userId, uri, id }: MessageOfSomebody,
  { reason, words }: { reason: ReportReason; words: string },
): Promise<void> {
  const notices = await inChat(db, { userId, uri }, ['report'], async (tx, chat) => {
    const message = await selectMessage(tx, chat, id);
    if (!message) throw new Refused('not_found', 'There is no such message in this chat.');
    if (message.user.id === userId)
      throw new Refused('not_allowed', 'This is your own message. You can delete it.');
    if (message.deleted_at !== null) throw new Refused('conflict', 'This message was deleted.');
    const of = { chat_id: chat.id, message_id: id, reporter_id: userId };
    const isNew = await insertReport(tx, { ...of, reason, words, text: message.message });
    return isNew ? noticesOfWaiting(tx, chat) : [];
  });
  announce(notices);
}

/** A moderator has dealt with it: what members said of the message goes. */
export async function resolveReports(
  db: Database,
  announce: Announce,
  { userId, uri, id }: MessageOfSomebody,
): Promise<void> {
  const notices = await inChat(db, { userId, uri }, ['moderate'], async (tx, chat) => {
    // By a report, members show a message to whoever moderates, also to those who came later.
    const message = await selectMessage(tx, { id: chat.id, visible_from: 0 }, id);
    const count = message ? await deleteReports(tx, id) : 0;
    if (!message || count === 0) return [];
    const details = { sequence: message.sequence, count };
    const audited = { chatId: chat.id, actorId: userId, userId: message.user.id, details };
    await writeAudit(tx, { ...audited, action: 'reports_resolved' });
    return noticesOfWaiting(tx, chat);
  });
  announce(notices);
}
