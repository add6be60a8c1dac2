import type { User } from '@chatire/protocol';
import { transaction, type Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { addToChat, announceJoin } from '../members/add-to-chat.ts';
import { insertChat, type NewChat } from './chat-store.ts';
import { newUri } from './new-uri.ts';

/** Makes a chat with the caller as its owner and gives its address. */
export async function createChat(
  db: Database,
  announce: Announce,
  user: User,
  chat: Omit<NewChat, 'uri'>,
): Promise<string> {
  refuseGuest(user);
  const uri = newUri();
  const joined = await transaction(db, async (tx) =>
    addToChat(tx, await insertChat(tx, { uri, ...chat }), user, 'owner'),
  );
  announceJoin(announce, joined);
  return uri;
}

export function refuseGuest(user: User): void {
  if (user.kind === 'guest')
    throw new Refused(
      'not_allowed',
      'Guests can talk in the chats they were let into. Keep your account to start one.',
    );
}
