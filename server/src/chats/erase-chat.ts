import { transaction, type Database, type Transaction } from '../database/database.ts';
import { revokeLinks } from '../links/link-store.ts';
import { lockChats } from '../log/log-store.ts';
import type { Announce } from '../log/notices.ts';
import { deleteOtherMembers } from '../members/member-store.ts';
import { deleteMessages } from '../messages/erase-texts-store.ts';
import { replacePicture } from '../pictures/replace-picture.ts';
import { deleteChat, hideMessages, updateChat } from './chat-store.ts';

/** At once, in places of the log: some tenths of a second. */
const batch = 2_000;

/** Nobody but this user is in the chat any more, nor comes in. The chat must be locked; `eraseChat` follows. */
export async function closeChat(tx: Transaction, chatId: number, remaining: number | null): Promise<void> {
  await deleteOtherMembers(tx, chatId, remaining ?? 0);
  await revokeLinks(tx, chatId);
  await updateChat(tx, chatId, { link_enabled: false });
}

/**
 * A chat that was closed, for good, with all that was said. Its log is gone, so this is no event: sockets hear what those hear who are
 * removed. A long history goes piece by piece, since whoever posts waits for a chat that is locked, and all who post at the same time
 * with them.
 */
export async function eraseChat(db: Database, announce: Announce, chatId: number): Promise<void> {
  // First nobody sees it any more, nor changes it: who has it deleted is still there.
  const head = await hideMessages(db, chatId);
  announce([{ to: 'chat', chatId, kind: 'deleted' }]);
  // The newest first: each message asks for its answers on the way, and these are gone by then.
  for (let upTo = head; upTo > 0; upTo -= batch) await deleteMessages(db, chatId, upTo - batch, upTo);
  await transaction(db, async (tx) => {
    await lockChats(tx, [chatId]);
    await replacePicture(tx, 'chats', chatId, null);
    await deleteChat(tx, chatId);
  });
  announce([{ to: 'chat', chatId, kind: 'deleted' }]);
}
