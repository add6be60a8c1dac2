import { may } from '@chatire/protocol';
import { findChatFor } from '../chats/chat-store.ts';
import { refusal, type FoundChat, type Place } from '../chats/in-chat.ts';
import type { Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';

/** The chat, if the caller looks after it. */
export async function findModerated(db: Database, { userId, uri }: Place): Promise<FoundChat> {
  const chat = await findChatFor(db, userId, uri);
  if (!chat) throw new ChatNotFound();
  if (!may(chat, 'moderate')) throw refusal(chat, 'moderate');
  return chat;
}
