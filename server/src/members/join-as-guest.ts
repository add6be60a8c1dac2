import { randomBytes } from 'node:crypto';
import type { User } from '@chatire/protocol';
import { startSession, type StartedSession } from '../accounts/start-session.ts';
import type { AccessTokens } from '../accounts/access-token.ts';
import { insertUser } from '../accounts/user-store.ts';
import { lockChatByLink } from '../chats/chat-store.ts';
import { transaction, type Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { addToChat, announceJoin } from './add-to-chat.ts';

/** Somebody with the link gives a name and is in: a real account without a password, and a session. */
export async function joinAsGuest(
  db: Database,
  tokens: AccessTokens,
  announce: Announce,
  guest: { code: string; name: string; userAgent: string },
): Promise<{ user: User; session: StartedSession; uri: string }> {
  const { user, session, joined } = await transaction(db, async (tx) => {
    const chat = await lockChatByLink(tx, guest.code);
    if (!chat) throw new ChatNotFound();
    const username = `guest:${randomBytes(8).toString('hex')}`;
    const account = await insertUser(tx, {
      kind: 'guest',
      username,
      username_key: username,
      name: guest.name,
      email: '',
    });
    const { email: _, settings: _settings, ...user } = account;
    const session = await startSession(tx, tokens, user.id, guest.userAgent);
    return { user, session, joined: await addToChat(tx, chat, user) };
  });
  announceJoin(announce, joined);
  return { user, session, uri: joined.chat.uri };
}
