import type { Message } from '@chatire/protocol';
import { findChatFor } from '../chats/chat-store.ts';
import type { FoundChat } from '../chats/in-chat.ts';
import { transaction, type Database, type Transaction } from '../database/database.ts';
import { ChatNotFound, Refused } from '../errors.ts';
import { announceEvents, appendToLog } from '../log/append-events.ts';
import { lockChats, type NewEvent } from '../log/log-store.ts';
import type { Announce } from '../log/notices.ts';
import { selectMessage } from './message-store.ts';

export interface MessageOfSomebody {
  userId: number;
  uri: string;
  id: number;
}

export interface Found {
  message: Message;
  isAuthor: boolean;
  /** The chat as the caller sees it. */
  chat: FoundChat;
}

/**
 * Finds a message through the caller's membership, and gives it as it is afterwards. `change` judges and writes, with the chat
 * locked; what it gives becomes an event. Nothing when there is nothing to change: repeating a change is harmless.
 */
export async function changeMessage(
  db: Database,
  announce: Announce,
  { userId, uri, id }: MessageOfSomebody,
  change: (tx: Transaction, found: Found) => Promise<Extract<NewEvent, { message_id: number }> | undefined>,
): Promise<Message> {
  const found = await findChatFor(db, userId, uri);
  if (!found) throw new ChatNotFound();
  const { message, events } = await transaction(db, async (tx) => {
    await lockChats(tx, [found.id]);
    const chat = await findChatFor(tx, userId, uri);
    if (!chat) throw new ChatNotFound();
    const before = await selectMessage(tx, chat, id);
    if (!before) throw new Refused('not_found', 'There is no such message in this chat.');
    const isAuthor = before.user.id === userId;
    const event = await change(tx, { message: before, isAuthor, chat });
    const events = event ? [await appendToLog(tx, chat.id, event)] : [];
    return { message: (await selectMessage(tx, chat, id)) ?? before, events };
  });
  announceEvents(announce, events);
  return message;
}
