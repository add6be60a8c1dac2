import type { Message } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { ChatNotFound, InvalidInput, Muted, Refused, TooSoon } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { findMentions } from './find-mentions.ts';
import { mentionedBy } from './mentions.ts';
import type { MessageWriter } from './message-writer.ts';

export interface Post {
  uri: string;
  text: string;
  /** Nothing for clients that make none: then a repeated post is a second message. */
  clientId: string | undefined;
  /** The id of the message that this one answers. */
  replyTo: number | undefined;
}

/**
 * Acknowledged means committed. The same client id with the same post gives the first message back, as it is now: when it
 * was edited or deleted since, its text can't be compared any more.
 */
export async function postMessage(
  { db, writer, announce }: { db: Database; writer: MessageWriter; announce: Announce },
  userId: number,
  { uri, text, clientId, replyTo }: Post,
): Promise<Message> {
  const mentions = await findMentions(db, userId, uri, text);
  const written = await writer.write({
    uri,
    authorId: userId,
    clientId: clientId ?? null,
    text,
    replyTo: replyTo ?? null,
    mentions,
  });
  if (!written) throw new ChatNotFound();
  const { message, refused } = written;
  if (refused === 'role') throw new Refused('not_allowed', 'You can read this chat, and not write in it.');
  if (refused === 'muted') throw new Muted();
  if (refused === 'slow') throw new TooSoon(Math.max(1, written.wait ?? 1));
  if (!message) throw new InvalidInput({ reply_to: ['There is no such message in this chat.'] });
  const isChanged = message.edited_at !== null || message.deleted_at !== null;
  const isSame = message.message === text && message.reply_to?.id === replyTo;
  if (written.uri !== uri || (!isSame && !isChanged))
    throw new Refused(
      'conflict',
      'This client_id was used for another message. Use a new one for each message.',
    );

  if (written.is_new) {
    const frame = {
      type: 'event',
      chat: uri,
      sequence: message.sequence,
      at: message.created_at,
      kind: 'message_posted',
      message,
      mentioned: mentionedBy(mentions),
    } as const;
    announce([{ to: 'chat', chatId: written.chat_id, kind: 'event', frame }]);
  }
  return message;
}
