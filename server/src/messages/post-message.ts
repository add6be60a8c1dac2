import type { Message } from '@chatire/protocol';
import { ChatNotFound, Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import type { MessageWriter } from './message-writer.ts';

export interface Post {
  uri: string;
  text: string;
  /** Nothing for clients that make none: then a repeated post is a second message. */
  clientId: string | undefined;
}

/**
 * Acknowledged means committed. The same client id with the same text gives the first message back, as it is now: when it
 * was edited or deleted since, its text can't be compared any more.
 */
export async function postMessage(
  writer: MessageWriter,
  announce: Announce,
  userId: number,
  { uri, text, clientId }: Post,
): Promise<Message> {
  const client_id = clientId ?? null;
  const written = await writer.write({ uri, authorId: userId, clientId: client_id, text });
  if (!written) throw new ChatNotFound();
  const isChanged = written.edited_at !== null || written.deleted_at !== null;
  if (written.uri !== uri || (written.text !== text && !isChanged))
    throw new Refused(
      'conflict',
      'This client_id was used for another message. Use a new one for each message.',
    );

  const created_at = written.created_at.toISOString();
  const { id, sequence, author } = written;
  const message: Message = {
    id,
    sequence,
    client_id,
    message: written.text,
    user: author,
    created_at,
    edited_at: written.edited_at?.toISOString() ?? null,
    deleted_at: written.deleted_at?.toISOString() ?? null,
  };
  if (written.is_new) {
    const frame = {
      type: 'event',
      chat: uri,
      sequence,
      at: created_at,
      kind: 'message_posted',
      message,
    } as const;
    announce([{ to: 'chat', chatId: written.chat_id, kind: 'event', frame }]);
  }
  return message;
}
