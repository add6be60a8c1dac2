import type { User } from '@chatire/protocol';
import { findChatFor } from '../chats/chat-store.ts';
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
import { findMember } from './member-store.ts';

/**
 * Whoever has a link of a chat becomes a member, or asks to. A member who comes again, by a link or the address, changes nothing.
 * Gives the address; nothing for who waits to be let in.
 */
export async function joinChat(
  { db, announce, claimTry }: ComingInParts,
  user: User,
  code: string,
  bearer: Bearer,
): Promise<string | undefined> {
  if (await findChatFor(db, user.id, code)) return code;
  const link = await findOpenLink(db, code, user.id);
  if (!link) throw new ChatNotFound();
  if (link.is_member) return link.uri;
  await proveLinkPassword(claimTry, link, bearer);
  const entry = await transaction(db, async (tx) => {
    await lockChats(tx, [link.chat_id]);
    // Twice at once: the other one has used the link.
    if (await findMember(tx, link.chat_id, user.id)) return undefined;
    return comeIn(tx, link, user);
  });
  if (!entry) return link.uri;
  announceEntry(announce, entry);
  return entry.joined?.chat.uri;
}
