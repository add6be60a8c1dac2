import type { Database } from '../database/database.ts';
import type { Announce } from '../log/notices.ts';
import { replacePicture } from '../pictures/replace-picture.ts';
import { deleteChat as eraseChat } from './chat-store.ts';
import { inChat, type Place } from './in-chat.ts';

/** For good, with all that was said. Its log is gone, so this is no event: sockets hear what those hear who are removed. */
export async function deleteChat(db: Database, announce: Announce, place: Place): Promise<void> {
  const chatId = await inChat(db, place, ['delete_chat'], async (tx, chat) => {
    await replacePicture(tx, 'chats', chat.id, null);
    await eraseChat(tx, chat.id);
    return chat.id;
  });
  announce([{ to: 'chat', chatId, kind: 'deleted' }]);
}
