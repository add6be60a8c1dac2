import type { HeldMessage, Message } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { ChatNotFound, InvalidInput, Muted, Refused, TooSoon } from '../errors.ts';
import type { Announce, Notice } from '../log/notices.ts';
import { holdMessage } from '../moderation/hold-message.ts';
import { findMentions } from './find-mentions.ts';
import { mentionedBy, type Mentions } from './mentions.ts';
import type { WrittenMessage } from './message-store.ts';
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
  post: Post,
): Promise<Message | HeldMessage> {
  const { uri, text, clientId, replyTo } = post;
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
  if (refused === 'held') return holdMessage(db, announce, userId, post);
  if (!message) throw new InvalidInput({ reply_to: ['There is no such message in this chat.'] });
  const isChanged = message.edited_at !== null || message.deleted_at !== null;
  const isSame = message.message === text && message.reply_to?.id === replyTo;
  if (written.uri !== uri || (!isSame && !isChanged))
    throw new Refused(
      'conflict',
      'This client_id was used for another message. Use a new one for each message.',
    );

  if (written.is_new) announce(noticeOfPost(uri, written, mentions));
  return message;
}

/** What everybody in the chat is told of a message that was just written. */
export function noticeOfPost(
  uri: string,
  { chat_id: chatId, message }: WrittenMessage,
  mentions: Mentions,
): Notice[] {
  if (!message) return [];
  const { sequence, created_at: at } = message;
  const base = { type: 'event', chat: uri, sequence, at } as const;
  const frame = { ...base, kind: 'message_posted', message, mentioned: mentionedBy(mentions) } as const;
  return [{ to: 'chat', chatId, kind: 'event', frame }];
}
