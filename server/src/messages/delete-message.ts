import { may, type Message } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { changeMessage, type MessageOfSomebody } from './change-message.ts';
import { eraseText } from './message-store.ts';
import { deleteReactions } from './reaction-store.ts';

/**
 * The author, the owner or a moderator takes the text away for good, and what others made of it; the message keeps its place.
 * Deleting it again changes nothing.
 */
export function deleteMessage(db: Database, announce: Announce, whose: MessageOfSomebody): Promise<Message> {
  return changeMessage(db, announce, whose, async (tx, { message, isAuthor, chat }) => {
    if (!isAuthor && !may(chat, 'delete_messages'))
      throw new Refused(
        'not_allowed',
        'Only its author, the owner and the moderators of the chat can delete a message.',
      );
    if (message.deleted_at !== null) return undefined;
    await eraseText(tx, message.id);
    await deleteReactions(tx, message.id);
    if (!isAuthor)
      await writeAudit(tx, {
        chatId: chat.id,
        actorId: whose.userId,
        action: 'message_deleted',
        userId: message.user.id,
        details: { sequence: message.sequence },
      });
    return { kind: 'message_deleted', message_id: message.id };
  });
}
