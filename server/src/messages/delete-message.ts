import type { Message } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { changeMessage, type MessageOfSomebody } from './change-message.ts';
import { eraseText } from './message-store.ts';

/** The author or the chat's owner takes the text away for good; the message keeps its place. Deleting it again changes nothing. */
export function deleteMessage(db: Database, announce: Announce, whose: MessageOfSomebody): Promise<Message> {
  return changeMessage(db, announce, whose, async (tx, { message, isAuthor, isChatOwner }) => {
    if (!isAuthor && !isChatOwner)
      throw new Refused('not_allowed', 'Only its author and the owner of the chat can delete a message.');
    if (message.deleted_at !== null) return undefined;
    await eraseText(tx, message.id);
    return { kind: 'message_deleted', message_id: message.id };
  });
}
