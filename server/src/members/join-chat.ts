import type { User } from '@chatire/protocol';
import { findChatFor, lockChatByLink } from '../chats/chat-store.ts';
import { transaction, type Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { addToChat, announceJoin } from './add-to-chat.ts';

/**
 * Whoever has the link of a chat becomes a member, if it is on. A member who comes again, by the link or the address, changes
 * nothing. Gives the address.
 */
export async function joinChat(db: Database, announce: Announce, user: User, code: string): Promise<string> {
  if (await findChatFor(db, user.id, code)) return code;
  const joined = await transaction(db, async (tx) => {
    const chat = await lockChatByLink(tx, code);
    if (!chat) throw new ChatNotFound();
    return addToChat(tx, chat, user);
  });
  announceJoin(announce, joined);
  return joined.chat.uri;
}
