import type { Account } from '../accounts/user-store.ts';
import { changeUser } from '../accounts/change-user.ts';
import { findChatFor } from '../chats/chat-store.ts';
import { judge } from '../chats/in-chat.ts';
import { changeChat } from '../chats/update-chat.ts';
import type { Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import type { Announce } from '../log/notices.ts';
import { encodePicture } from './encode-picture.ts';
import { replacePicture } from './replace-picture.ts';

/** `file` as it was sent in; null takes the picture away. */
export async function setUserPicture(
  db: Database,
  announce: Announce,
  userId: number,
  file: Buffer | null,
): Promise<Account> {
  const bytes = file && (await encodePicture(file));
  return changeUser(db, announce, userId, (tx) => replacePicture(tx, 'users', userId, bytes));
}

/** For whoever may rename the chat. */
export async function setChatPicture(
  db: Database,
  announce: Announce,
  userId: number,
  uri: string,
  file: Buffer | null,
): Promise<void> {
  const chat = await findChatFor(db, userId, uri);
  if (!chat) throw new ChatNotFound();
  // Before the work that a picture is.
  judge(chat, ['change_chat']);
  const bytes = file && (await encodePicture(file));
  const audited = { action: 'chat_changed', details: { picture: bytes !== null } } as const;
  await changeChat(db, announce, { userId, uri }, ['change_chat'], audited, (tx, chatId) =>
    replacePicture(tx, 'chats', chatId, bytes),
  );
}
