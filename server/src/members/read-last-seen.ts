import type { LastSeen } from '@chatire/protocol';
import { findChatFor } from '../chats/chat-store.ts';
import type { Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import { selectLastSeen } from './last-seen-store.ts';

/** When the other members were last there. Who keeps that to themselves isn't shown it of others either. */
export async function readLastSeen(db: Database, userId: number, uri: string): Promise<LastSeen> {
  const chat = await findChatFor(db, userId, uri);
  if (!chat) throw new ChatNotFound();
  return { uri, seen: await selectLastSeen(db, chat.id, userId) };
}
