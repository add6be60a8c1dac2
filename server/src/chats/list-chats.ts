import type { Database } from '../database/database.ts';
import { selectChatList } from './chat-list-store.ts';

/** The chats of a user, newest activity first. It is the JSON text of a `ChatList`. */
export async function listChats(db: Database, userId: number): Promise<string> {
  return `{"chats":${await selectChatList(db, userId)}}`;
}
