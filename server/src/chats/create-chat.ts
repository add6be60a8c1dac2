import { randomBytes } from 'node:crypto';
import type { User } from '@chatire/protocol';
import { transaction, type Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { addToChat, announceJoin } from '../members/add-to-chat.ts';
import { insertChat } from './chat-store.ts';

/** Makes a chat with the caller as its owner and gives its address: 128 random bits. */
export async function createChat(
  db: Database,
  announce: Announce,
  user: User,
  name: string | null,
): Promise<string> {
  if (user.kind === 'guest')
    throw new Refused(
      'not_allowed',
      'Guests can talk in the chats they were let into. Keep your account to start one.',
    );
  const uri = randomBytes(16).toString('base64url');
  const joined = await transaction(db, async (tx) =>
    addToChat(tx, await insertChat(tx, { uri, name }), user, 'owner'),
  );
  announceJoin(announce, joined);
  return uri;
}
