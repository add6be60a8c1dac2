import type { User } from '@chatire/protocol';
import { findChatFor, lockChatByLink } from '../chats/chat-store.ts';
import { transaction, type Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { addToChat, announceJoin } from './add-to-chat.ts';

/** Whoever has the address of a chat whose link is on becomes a member. A member who comes again changes nothing. */
export async function joinChat(db: Database, announce: Announce, user: User, uri: string): Promise<void> {
  if (await findChatFor(db, user.id, uri)) return;
  const joined = await transaction(db, async (tx) => {
    const chat = await lockChatByLink(tx, uri);
    if (!chat) throw new ChatNotFound();
    return addToChat(tx, chat, user);
  });
  announceJoin(announce, joined);
}
