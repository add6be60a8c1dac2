import { transaction, type Database } from '../database/database.ts';
import { revokeLinks } from '../links/link-store.ts';
import { lockChats } from '../log/log-store.ts';
import type { Announce } from '../log/notices.ts';
import { deleteOtherMembers } from '../members/member-store.ts';
import { deleteMessages } from '../messages/erase-texts-store.ts';
import { replacePicture } from '../pictures/replace-picture.ts';
import { deleteChat as eraseChat, updateChat } from './chat-store.ts';
import { inChat, type Place } from './in-chat.ts';

/** At once, in places of the log: some tenths of a second. */
const batch = 2_000;

/**
 * For good, with all that was said. Its log is gone, so this is no event: sockets hear what those hear who are removed. A long
 * history goes piece by piece, since whoever posts waits for a chat that is locked, and all who post at the same time with them.
 * The owner goes last: if this breaks off, the chat is still there to be deleted again.
 */
export async function deleteChat(db: Database, announce: Announce, place: Place): Promise<void> {
  const { id: chatId, sequence } = await inChat(db, place, ['delete_chat'], async (tx, chat) => {
    await deleteOtherMembers(tx, chat.id, place.userId);
    await revokeLinks(tx, chat.id);
    await updateChat(tx, chat.id, { link_enabled: false });
    return chat;
  });
  announce([{ to: 'chat', chatId, kind: 'deleted' }]);
  // The newest first: each message asks for its answers on the way, and these are gone by then.
  for (let upTo = sequence; upTo > 0; upTo -= batch) await deleteMessages(db, chatId, upTo - batch, upTo);
  await transaction(db, async (tx) => {
    await lockChats(tx, [chatId]);
    await replacePicture(tx, 'chats', chatId, null);
    await eraseChat(tx, chatId);
  });
  announce([{ to: 'chat', chatId, kind: 'deleted' }]);
}
