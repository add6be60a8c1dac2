import type { Chat } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { selectChatList } from './chat-list-store.ts';

/** The chats of a user, newest activity first. */
export function listChats(db: Database, userId: number): Promise<Chat[]> {
  return selectChatList(db, userId);
}
