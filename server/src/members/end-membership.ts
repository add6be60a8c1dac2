import type { Role } from '@chatire/protocol';
import { updateChat } from '../chats/chat-store.ts';
import { revokeLinks } from '../links/link-store.ts';
import type { Transaction } from '../database/database.ts';
import { appendToEach, appendToLog } from '../log/append-events.ts';
import type { LoggedEvent } from '../log/read-log.ts';
import { deleteHeldIn, deleteHeldOf } from '../moderation/held-store.ts';
import { deleteFromChats, deleteMember, promoteNextOwner } from './member-store.ts';

/**
 * Takes a member out; the chat must be locked. When it was the owner, the next in line becomes the owner;
 * when nobody is left, the links are switched off. Nothing when the user was no member.
 */
export async function endMembership(
  tx: Transaction,
  chatId: number,
  userId: number,
  role: Role,
): Promise<LoggedEvent[]> {
  if (!(await deleteMember(tx, chatId, userId))) return [];
  await deleteHeldOf(tx, chatId, [userId]);
  const left = await appendToLog(tx, chatId, { kind: 'member_left', user_id: userId });
  if (role !== 'owner') return [left];
  const owner = await promoteNextOwner(tx, chatId);
  if (owner !== undefined)
    return [left, await appendToLog(tx, chatId, { kind: 'member_updated', user_id: owner })];
  await revokeLinks(tx, chatId);
  await updateChat(tx, chatId, { link_enabled: false });
  return [left, await appendToLog(tx, chatId, { kind: 'chat_updated' })];
}

/** The same of one user in many chats, which must be locked and of which the user isn't the owner: few statements however many they are. */
export async function endMemberships(
  tx: Transaction,
  chatIds: readonly number[],
  userId: number,
): Promise<LoggedEvent[]> {
  if (chatIds.length === 0) return [];
  await deleteFromChats(tx, userId, chatIds);
  await deleteHeldIn(tx, userId, chatIds);
  return appendToEach(tx, chatIds, { kind: 'member_left', user_id: userId });
}
