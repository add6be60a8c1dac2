import { may, type Message } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce, Notice } from '../log/notices.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { deleteReports } from '../moderation/report-store.ts';
import { noticesOfWaiting } from '../moderation/waiting.ts';
import { changeMessage, type MessageOfSomebody } from './change-message.ts';
import { eraseText } from './message-store.ts';
import { deleteReactions } from './reaction-store.ts';

/**
 * The author, the owner or a moderator takes the text away for good, and what others made of it; the message keeps its place.
 * Deleting it again changes nothing. For a moderator this also settles what members reported of it.
 */
export async function deleteMessage(
  db: Database,
  announce: Announce,
  whose: MessageOfSomebody,
): Promise<Message> {
  let notices: Notice[] = [];
  const message = await changeMessage(db, announce, whose, async (tx, { message, isAuthor, chat }) => {
    if (!isAuthor && !may(chat, 'delete_messages'))
      throw new Refused(
        'not_allowed',
        'Only its author, the owner and the moderators of the chat can delete a message.',
      );
    if (message.deleted_at !== null) return undefined;
    await eraseText(tx, message.id);
    await deleteReactions(tx, message.id);
    if (!isAuthor) {
      await writeAudit(tx, {
        chatId: chat.id,
        actorId: whose.userId,
        action: 'message_deleted',
        userId: message.user.id,
        details: { sequence: message.sequence },
      });
      if (await deleteReports(tx, message.id)) notices = await noticesOfWaiting(tx, chat);
    }
    return { kind: 'message_deleted', message_id: message.id };
  });
  announce(notices);
  return message;
}
