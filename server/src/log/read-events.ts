import { limits, type Events } from '@chatire/protocol';
import { findChatFor } from '../chats/chat-store.ts';
import { transactionForReading, type Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import { readLog } from './read-log.ts';
import { veiled } from './veiled.ts';

/** The oldest events above `after`, as sockets get them. `sequence` is the log's head at the same moment. */
export function readEvents(db: Database, userId: number, uri: string, after: number): Promise<Events> {
  return transactionForReading(db, async (tx) => {
    const chat = await findChatFor(tx, userId, uri);
    if (!chat) throw new ChatNotFound();
    const logged = await readLog(tx, [{ chatId: chat.id, after, upTo: chat.sequence }], limits.resumeEvents);
    return {
      uri,
      events: logged.map(({ frame }) => veiled(frame, chat.visible_from)),
      sequence: chat.sequence,
    };
  });
}
