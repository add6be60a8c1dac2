import { limits, type User } from '@chatire/protocol';
import type { ClaimTry } from '../accounts/claim-try.ts';
import { verifyPassword } from '../accounts/password-hash.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ChatNotFound, InvalidInput, Refused } from '../errors.ts';
import type { Announce, Notice } from '../log/notices.ts';
import { addToChat, announceJoin, type Joined } from '../members/add-to-chat.ts';
import { isBanned } from '../moderation/ban-store.ts';
import { noticesOfWaiting } from '../moderation/waiting.ts';
import { claimUse, type OpenLink } from './open-link-store.ts';
import { findRequest, insertRequest } from './request-store.ts';

export interface ComingInParts {
  db: Database;
  announce: Announce;
  claimTry: ClaimTry;
}

/** What somebody brings besides the link. */
export interface Bearer {
  password: string | undefined;
  /** As `addressOf` gives it. */
  address: string;
}

/** Before anything is locked: the hash takes its time. Tries are counted for the address and for the link. */
export async function proveLinkPassword(
  claimTry: ClaimTry,
  { link_id, password_hash }: OpenLink,
  { password, address }: Bearer,
): Promise<void> {
  if (link_id === null || password_hash === null) return;
  if (password === undefined) throw new InvalidInput({ password: ['This link wants a password.'] });
  const attempt = await claimTry({ kind: 'address', of: address }, { kind: 'link', of: link_id });
  if (!(await verifyPassword(password, password_hash)))
    throw new InvalidInput({ password: ['This is not the password of this link.'] });
  await attempt.succeeded();
}

/** In the chat, or waiting to be let in; and whom to tell. */
export type Entry = { joined: Joined } | { joined: undefined; notices: readonly Notice[] };

/** By a link that is still open the user comes in, or asks to. The chat must be locked. */
export async function comeIn(tx: Transaction, link: OpenLink, user: Pick<User, 'id'>): Promise<Entry> {
  const { link_id: linkId, uri } = link;
  const chat = { id: link.chat_id, uri };
  // Since the link was found.
  if (await isBanned(tx, chat.id, user.id)) throw new ChatNotFound();
  if (linkId !== null && link.ask_first) {
    const before = await findRequest(tx, chat.id, linkId, user.id);
    if (before === 'waiting') return { joined: undefined, notices: [] };
    if (before === 'refused')
      throw new Refused('not_allowed', 'Somebody of the chat said no. You can ask again tomorrow.');
  }
  if (!(await claimUse(tx, link))) throw new ChatNotFound();
  if (linkId === null || !link.ask_first)
    return { joined: await addToChat(tx, chat, user, link.role, linkId) };
  const request = { chatId: chat.id, linkId, userId: user.id, most: limits.requestsOfChat };
  if (!(await insertRequest(tx, request)))
    throw new Refused('conflict', 'So many people wait to be let in that nobody else can ask right now.');
  return { joined: undefined, notices: await noticesOfWaiting(tx, chat) };
}

export function announceEntry(announce: Announce, entry: Entry): void {
  if (entry.joined) announceJoin(announce, entry.joined);
  else announce(entry.notices);
}
