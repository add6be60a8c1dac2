import { may, type User } from '@chatire/protocol';
import { findAccountByUsername } from '../accounts/user-store.ts';
import { usernameKey } from '../accounts/username-key.ts';
import { findChatFor } from '../chats/chat-store.ts';
import { inChat } from '../chats/in-chat.ts';
import { ChatNotFound, InvalidInput, Refused } from '../errors.ts';
import type { Bearer, ComingInParts } from '../links/come-in.ts';
import { isBanned } from '../moderation/ban-store.ts';
import { trustMember } from '../moderation/held-store.ts';
import { addToChat, announceJoin } from './add-to-chat.ts';
import { joinChat } from './join-chat.ts';
import { findMember } from './member-store.ts';

/**
 * A member adds somebody by user name; one's own name joins through the link, as the first clients did.
 * Gives who was added, and the chat's address. Adding a member again changes nothing.
 */
export async function addMember(
  parts: ComingInParts,
  caller: User,
  uri: string,
  username: string,
  bearer: Bearer,
): Promise<{ user: User; uri: string }> {
  const { db, announce } = parts;
  if (usernameKey(username) === usernameKey(caller.username)) {
    const joined = await joinChat(parts, caller, uri, bearer);
    if (joined === undefined)
      throw new Refused('not_allowed', 'You asked to come in. Wait until somebody of the chat lets you in.');
    return { user: caller, uri: joined };
  }
  if (!(await findChatFor(db, caller.id, uri))) throw new ChatNotFound();
  if (caller.kind === 'guest')
    throw new Refused('not_allowed', 'Guests share the link. Keep your account to add people by name.');
  const user = await findAccountByUsername(db, usernameKey(username));
  if (!user) throw nobody();
  const joined = await inChat(db, { userId: caller.id, uri }, ['add_members'], async (tx, chat) => {
    if (await isBanned(tx, chat.id, user.id))
      throw new InvalidInput({ username: ['This person is banned from this chat.'] });
    const joined = await addToChat(tx, chat, user);
    // Deleted since the name was looked up.
    if (!joined.added && !(await findMember(tx, chat.id, user.id))) throw nobody();
    if (may(chat, 'moderate')) await trustMember(tx, chat.id, user.id);
    return joined;
  });
  announceJoin(announce, joined);
  return { user, uri };
}

const nobody = () => new InvalidInput({ username: ['No account has this user name.'] });
