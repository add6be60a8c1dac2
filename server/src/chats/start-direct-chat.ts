import type { User } from '@chatire/protocol';
import { findAccountByUsername } from '../accounts/user-store.ts';
import { usernameKey } from '../accounts/username-key.ts';
import { transaction, type Database } from '../database/database.ts';
import { InvalidInput } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { addToChat, announceJoin } from '../members/add-to-chat.ts';
import { refuseGuest } from './create-chat.ts';
import { insertDirectChat, pairOf, selectDirectChat } from './direct-chat-store.ts';
import { newUri } from './new-uri.ts';

/** The chat between the caller and somebody else: the one that they have, or a new one. Both may ask at once. */
export async function startDirectChat(
  db: Database,
  announce: Announce,
  caller: User,
  username: string,
): Promise<{ uri: string; isNew: boolean }> {
  refuseGuest(caller);
  const other = await findAccountByUsername(db, usernameKey(username));
  if (!other) throw nobody();
  if (other.id === caller.id) throw new InvalidInput({ with: ['This is you. Name somebody else.'] });
  const pair = pairOf(caller.id, other.id);
  const { uri, joined } = await transaction(db, async (tx) => {
    const chat = await insertDirectChat(tx, { uri: newUri(), pair });
    if (!chat) return { ...(await selectDirectChat(tx, pair)), joined: [] };
    const joined = [await addToChat(tx, chat, caller), await addToChat(tx, chat, other)];
    // Deleted since the name was looked up.
    if (joined.some(({ added }) => !added)) throw nobody();
    return { uri: chat.uri, joined };
  });
  for (const one of joined) announceJoin(announce, one);
  return { uri, isNew: joined.length > 0 };
}

const nobody = () => new InvalidInput({ with: ['No account has this user name.'] });
