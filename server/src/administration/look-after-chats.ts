import { limits, type ChatsOfServer, type ReportOfServer } from '@chatire/protocol';
import type { SignedIn } from '../accounts/authenticate.ts';
import { provePassword, type ProofParts } from '../accounts/prove-password.ts';
import { closeChat, eraseChat } from '../chats/erase-chat.ts';
import { transaction, type Database } from '../database/database.ts';
import { ChatNotFound } from '../errors.ts';
import { lockChats } from '../log/log-store.ts';
import type { Announce } from '../log/notices.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { deleteReports } from '../moderation/report-store.ts';
import { noticesOfWaiting } from '../moderation/waiting.ts';
import {
  findReported,
  lockChatOfServer,
  selectChatsOfServer,
  selectReportsOfServer,
  type ChatQuery,
} from './server-chat-store.ts';

export async function listChatsOfServer(db: Database, query: ChatQuery): Promise<ChatsOfServer> {
  const chats = await selectChatsOfServer(db, { ...query, find: query.find?.trim() });
  return { chats: chats.slice(0, limits.pageSize), has_older: chats.length > limits.pageSize };
}

/** For good, so it wants the password of whoever does it. Nobody is in it any more from the first moment on. */
export async function deleteChatOfServer(
  { db, announce, claimTry }: ProofParts & { announce: Announce },
  signedIn: SignedIn,
  uri: string,
  password: string | undefined,
): Promise<void> {
  await provePassword({ db, claimTry }, signedIn, password, 'password');
  const { id } = await transaction(db, async (tx) => {
    const chat = await lockChatOfServer(tx, uri);
    if (!chat) throw new ChatNotFound();
    await closeChat(tx, chat.id, null);
    const audited = { chatId: null, actorId: signedIn.user.id, details: { name: chat.name } };
    await writeAudit(tx, { ...audited, action: 'chat_deleted' });
    return chat;
  });
  await eraseChat(db, announce, id);
}

export async function listReportsOfServer(db: Database): Promise<{ reports: ReportOfServer[] }> {
  return { reports: await selectReportsOfServer(db) };
}

/** What was reported of this message is dealt with. Those who look after its chat see it go, too. */
export async function resolveReportsOfServer(
  db: Database,
  announce: Announce,
  actorId: number,
  messageId: number,
): Promise<void> {
  const notices = await transaction(db, async (tx) => {
    const found = await findReported(tx, messageId);
    if (!found) return [];
    await lockChats(tx, [found.chat_id]);
    const count = await deleteReports(tx, messageId);
    if (count === 0) return [];
    const audited = { chatId: null, actorId, userId: found.author_id, details: { count } };
    await writeAudit(tx, { ...audited, action: 'reports_resolved' });
    return noticesOfWaiting(tx, { id: found.chat_id, uri: found.uri });
  });
  announce(notices);
}
