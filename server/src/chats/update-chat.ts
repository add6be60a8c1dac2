import { transaction, type Database, type Transaction } from '../database/database.ts';
import { ChatNotFound, Refused } from '../errors.ts';
import { announceEvents, appendToLog } from '../log/append-events.ts';
import { lockChats } from '../log/log-store.ts';
import type { Announce } from '../log/notices.ts';
import { findChatFor, updateChat as writeChat } from './chat-store.ts';

/** The owner renames the chat or switches joining by link on and off. */
export function updateChat(
  db: Database,
  announce: Announce,
  userId: number,
  uri: string,
  change: { name?: string | null | undefined; link_enabled?: boolean | undefined },
): Promise<void> {
  return changeChat(db, announce, userId, uri, (tx, chatId) => writeChat(tx, chatId, change));
}

/** Changes what members see of the chat, by `write`, for whoever may. */
export async function changeChat(
  db: Database,
  announce: Announce,
  userId: number,
  uri: string,
  write: (tx: Transaction, chatId: number) => Promise<void>,
): Promise<void> {
  const chat = await findChatFor(db, userId, uri);
  if (!chat) throw new ChatNotFound();
  const event = await transaction(db, async (tx) => {
    await lockChats(tx, [chat.id]);
    const caller = await findChatFor(tx, userId, uri);
    if (!caller) throw new ChatNotFound();
    if (caller.role !== 'owner')
      throw new Refused('not_allowed', 'Only the owner of the chat can change this.');
    await write(tx, chat.id);
    return appendToLog(tx, chat.id, { kind: 'chat_updated' });
  });
  announceEvents(announce, [event]);
}
