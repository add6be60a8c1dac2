import type { Database } from '../database/database.ts';
import type { Announce } from '../log/notices.ts';
import { closeChat, eraseChat } from './erase-chat.ts';
import { inChat, type Place } from './in-chat.ts';

/** For good. The owner goes last: if this breaks off, the chat is still there to be deleted again. */
export async function deleteChat(db: Database, announce: Announce, place: Place): Promise<void> {
  const chatId = await inChat(db, place, ['delete_chat'], async (tx, chat) => {
    await closeChat(tx, chat.id, place.userId);
    return chat.id;
  });
  await eraseChat(db, announce, chatId);
}
