import type { User } from '@chatire/protocol';
import { findAccountByUsername } from '../accounts/user-store.ts';
import { usernameKey } from '../accounts/username-key.ts';
import { findChatFor } from '../chats/chat-store.ts';
import { transaction, type Database } from '../database/database.ts';
import { ChatNotFound, InvalidInput, Refused } from '../errors.ts';
import { lockChats } from '../log/log-store.ts';
import type { Announce } from '../log/notices.ts';
import { addToChat, announceJoin } from './add-to-chat.ts';
import { joinChat } from './join-chat.ts';

/**
 * A member adds somebody by user name; one's own name joins through the link, as the first clients did.
 * Gives who was added. Adding a member again changes nothing.
 */
export async function addMember(
  db: Database,
  announce: Announce,
  caller: User,
  uri: string,
  username: string,
): Promise<User> {
  if (usernameKey(username) === usernameKey(caller.username)) {
    await joinChat(db, announce, caller, uri);
    return caller;
  }
  const chat = await findChatFor(db, caller.id, uri);
  if (!chat) throw new ChatNotFound();
  if (caller.kind === 'guest')
    throw new Refused('not_allowed', 'Guests share the link. Keep your account to add people by name.');
  const user = await findAccountByUsername(db, usernameKey(username));
  if (!user) throw new InvalidInput({ username: ['No account has this user name.'] });
  const joined = await transaction(db, async (tx) => {
    await lockChats(tx, [chat.id]);
    if (!(await findChatFor(tx, caller.id, uri))) throw new ChatNotFound();
    return addToChat(tx, chat, user);
  });
  announceJoin(announce, joined);
  return user;
}
