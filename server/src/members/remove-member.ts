import { findChatFor, updateChat } from '../chats/chat-store.ts';
import { transaction, type Database } from '../database/database.ts';
import { ChatNotFound, Refused } from '../errors.ts';
import { announceEvents, appendToLog } from '../log/append-events.ts';
import { lockChats } from '../log/log-store.ts';
import type { Announce } from '../log/notices.ts';
import { deleteMember, promoteNextOwner } from './member-store.ts';

/**
 * A member leaves, or the owner removes one. When the owner leaves, the member who has been there longest becomes
 * the owner; when nobody is left, the link is switched off. Removing somebody who isn't there changes nothing.
 */
export async function removeMember(
  db: Database,
  announce: Announce,
  callerId: number,
  uri: string,
  userId: number,
): Promise<void> {
  const chat = await findChatFor(db, callerId, uri);
  if (!chat) throw new ChatNotFound();
  const events = await transaction(db, async (tx) => {
    await lockChats(tx, [chat.id]);
    const caller = await findChatFor(tx, callerId, uri);
    if (!caller) throw new ChatNotFound();
    if (callerId !== userId && caller.role !== 'owner')
      throw new Refused('not_allowed', 'Only the owner of the chat can remove others.');
    if (!(await deleteMember(tx, chat.id, userId))) return [];
    const left = await appendToLog(tx, chat.id, { kind: 'member_left', user_id: userId });
    if (callerId !== userId || caller.role !== 'owner') return [left];
    const owner = await promoteNextOwner(tx, chat.id);
    if (owner !== undefined)
      return [left, await appendToLog(tx, chat.id, { kind: 'member_updated', user_id: owner })];
    await updateChat(tx, chat.id, { link_enabled: false });
    return [left, await appendToLog(tx, chat.id, { kind: 'chat_updated' })];
  });
  announceEvents(announce, events);
}
