import { may, type Message } from '@chatire/protocol';
import { refusal } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { Muted, Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { changeMessage, type MessageOfSomebody } from './change-message.ts';
import { findMentions } from './find-mentions.ts';
import { updateText } from './message-store.ts';

/** The author says it in other words. The same words again change nothing. */
export function editMessage(
  db: Database,
  announce: Announce,
  whose: MessageOfSomebody,
  text: string,
): Promise<Message> {
  return changeMessage(db, announce, whose, async (tx, { message, isAuthor, chat }) => {
    if (!isAuthor) throw new Refused('not_allowed', 'Only its author can edit a message.');
    if (chat.is_muted) throw new Muted();
    if (!may(chat, 'post')) throw refusal(chat, 'post');
    if (message.deleted_at !== null)
      throw new Refused('conflict', 'This message was deleted, so it can no longer be edited.');
    if (message.message === text) return undefined;
    await updateText(tx, message.id, text, await findMentions(tx, whose.userId, whose.uri, text));
    return { kind: 'message_edited', message_id: message.id };
  });
}
