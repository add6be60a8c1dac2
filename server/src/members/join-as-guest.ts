import { randomBytes } from 'node:crypto';
import type { User } from '@chatire/protocol';
import { startSession, type StartedSession } from '../accounts/start-session.ts';
import type { AccessTokens } from '../accounts/access-token.ts';
import { insertUser } from '../accounts/user-store.ts';
import { transaction } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import {
  announceEntry,
  comeIn,
  proveLinkPassword,
  type Bearer,
  type ComingInParts,
} from '../links/come-in.ts';
import { findOpenLink } from '../links/open-link-store.ts';
import { lockChats } from '../log/log-store.ts';

/**
 * Somebody with a link gives a name and is in, or waits to be let in: a real account without a password, and a session. `uri` is
 * nothing for who waits.
 */
export async function joinAsGuest(
  { db, announce, claimTry, tokens }: ComingInParts & { tokens: AccessTokens },
  guest: { code: string; name: string; userAgent: string },
  bearer: Bearer,
): Promise<{ user: User; session: StartedSession; uri: string | undefined }> {
  const link = await findOpenLink(db, guest.code);
  if (!link) throw new ChatNotFound();
  await proveLinkPassword(claimTry, link, bearer);
  const { user, session, entry } = await transaction(db, async (tx) => {
    await lockChats(tx, [link.chat_id]);
    const username = `guest:${randomBytes(8).toString('hex')}`;
    const account = await insertUser(tx, {
      kind: 'guest',
      username,
      username_key: username,
      name: guest.name,
      email: '',
    });
    const { email: _, settings: _settings, server_role: _role, ...user } = account;
    const session = await startSession(tx, tokens, user.id, guest.userAgent);
    return { user, session, entry: await comeIn(tx, link, user) };
  });
  announceEntry(announce, entry);
  return { user, session, uri: entry.joined?.chat.uri };
}
