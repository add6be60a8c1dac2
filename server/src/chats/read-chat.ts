import type { ChatDetails } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { transactionForReading } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import { selectMembers } from '../members/member-store.ts';
import { selectChat } from './chat-list-store.ts';
import { findChatFor } from './chat-store.ts';

/** One chat with its members, as of one moment: `sequence` says of which. */
export function readChat(db: Database, userId: number, uri: string): Promise<ChatDetails> {
  return transactionForReading(db, async (tx) => {
    const found = await findChatFor(tx, userId, uri);
    const chat = found && (await selectChat(tx, userId, uri));
    if (!chat) throw new ChatNotFound();
    return { ...chat, members: await selectMembers(tx, found.id) };
  });
}
