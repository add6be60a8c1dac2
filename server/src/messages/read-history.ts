import { limits, type History } from '@chatire/protocol';
import { findChatFor } from '../chats/chat-store.ts';
import { transactionForReading, type Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import { hasMessages, selectMessages } from './message-store.ts';

/** A page of messages, oldest first; the newest page by default. `sequence` is the log's head at the same moment. */
export function readHistory(
  db: Database,
  userId: number,
  uri: string,
  page: { before?: number | undefined; after?: number | undefined; limit?: number | undefined },
): Promise<History> {
  const limit = page.limit ?? limits.pageSize;
  return transactionForReading(db, async (tx) => {
    const chat = await findChatFor(tx, userId, uri);
    if (!chat) throw new ChatNotFound();
    const messages = await selectMessages(tx, chat.id, { ...page, limit });
    const first = messages[0]?.sequence ?? page.before ?? (page.after ?? chat.sequence) + 1;
    const last = messages.at(-1)?.sequence ?? page.after ?? (page.before ?? 1) - 1;
    return {
      uri,
      messages,
      sequence: chat.sequence,
      has_older: await hasMessages(tx, chat.id, { above: 0, below: first }),
      has_newer: await hasMessages(tx, chat.id, { above: last, below: Number.MAX_SAFE_INTEGER }),
    };
  });
}
