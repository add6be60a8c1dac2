import { findChatFor } from '../chats/chat-store.ts';
import { transaction, type Database } from '../database/database.ts';
import { ChatNotFound, Refused } from '../errors.ts';
import { announceEvents } from '../log/append-events.ts';
import { lockChats } from '../log/log-store.ts';
import type { Announce } from '../log/notices.ts';
import { endMembership } from './end-membership.ts';

/** A member leaves, or the owner removes one. Removing somebody who isn't there changes nothing. */
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
    // Whoever is removed by somebody else isn't the owner.
    return endMembership(tx, chat.id, userId, callerId === userId ? caller.role : 'member');
  });
  announceEvents(announce, events);
}
