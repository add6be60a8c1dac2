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
    const { before, after } = page;
    // One more than wanted says whether there are any beyond.
    const messages = await selectMessages(tx, chat.id, { ...page, limit: limit + 1 });
    const isMore = messages.length > limit;
    if (isMore) messages.splice(after === undefined ? 0 : -1, 1);
    const [first, last] = [messages[0]?.sequence, messages.at(-1)?.sequence];
    const isAny = (above: number, below: number) => hasMessages(tx, chat.id, { above, below });
    return {
      uri,
      messages,
      sequence: chat.sequence,
      has_older: after === undefined ? isMore : await isAny(0, first ?? after + 1),
      // After the newest page comes nothing that was there at this moment.
      has_newer:
        before === undefined
          ? after !== undefined && isMore
          : await isAny(last ?? before - 1, Number.MAX_SAFE_INTEGER),
    };
  });
}
