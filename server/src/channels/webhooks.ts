import { randomBytes, randomUUID } from 'node:crypto';
import {
  limits,
  may,
  type AuditAction,
  type CreatedWebhook,
  type User,
  type Webhook,
  type WebhookTest,
  type WebhookWish,
} from '@chatire/protocol';
import { findChatFor } from '../chats/chat-store.ts';
import { inChat, type FoundChat, type Place } from '../chats/in-chat.ts';
import { transaction, type Database, type Transaction } from '../database/database.ts';
import { ChatNotFound, Refused } from '../errors.ts';
import { writeAudit } from '../moderation/audit-store.ts';
import { lookAgain } from './add-deliveries.ts';
import type { Notice } from './channel.ts';
import { PrivateAddress } from './guarded-post.ts';
import type { WebhookAddress } from './webhook-channel.ts';
import {
  deleteWebhook,
  insertWebhook,
  selectWebhooks,
  switchOnWebhook,
  type WebhookRow,
} from './webhook-store.ts';

/** Guests come and go; what outlives them is for accounts. */
export interface Caller extends Place {
  user: User;
}

/** One's own, and for owner and moderators all that look after the chat. */
export async function listWebhooks(db: Database, caller: Caller): Promise<Webhook[]> {
  const rows = await selectWebhooks(db, whoseOf(await findChat(db, caller), caller));
  return rows.map(toWebhook);
}

export async function addWebhook(
  db: Database,
  caller: Caller,
  { url, format = 'chatire', everything = false }: WebhookWish,
): Promise<CreatedWebhook> {
  await findChat(db, caller);
  return inChat(db, caller, everything ? ['moderate'] : [], async (tx, chat) => {
    const whose = { chatId: chat.id, userId: caller.userId, ofChat: everything };
    if ((await selectWebhooks(tx, whose)).length >= limits.webhooksOfChat)
      throw new Refused('conflict', `There are at most ${limits.webhooksOfChat} webhooks. Remove one first.`);
    const secret = randomBytes(32).toString('base64url');
    const id = await insertWebhook(tx, { ...whose, everything, address: { url, format, secret } });
    const made = (await selectWebhooks(tx, whose)).find((one) => one.id === id);
    if (!made) throw new Error('A webhook that was just written is not there.');
    await noteFor(tx, chat, caller, 'webhook_added', made);
    return { ...toWebhook(made), secret };
  });
}

/** One that isn't there any more is removed already. */
export async function removeWebhook(db: Database, caller: Caller, id: number): Promise<void> {
  await findChat(db, caller);
  await inChat(db, caller, [], async (tx, chat) => {
    const whose = whoseOf(chat, caller);
    const webhook = (await selectWebhooks(tx, whose)).find((one) => one.id === id);
    if (!webhook) return;
    await deleteWebhook(tx, whose, id);
    await noteFor(tx, chat, caller, 'webhook_removed', webhook);
  });
}

/** Sends an example at once, and says what became of it. One that was switched off is on again if that has worked. */
export async function testWebhook(
  db: Database,
  post: (notice: Notice, address: WebhookAddress) => Promise<number>,
  caller: Caller,
  id: number,
): Promise<WebhookTest> {
  const chat = await findChat(db, caller);
  const webhook = (await selectWebhooks(db, whoseOf(chat, caller))).find((one) => one.id === id);
  if (!webhook) throw new Refused('not_found', 'There is no such webhook.');
  const message = { id: 0, sequence: 0, at: new Date().toISOString(), mentionsMe: false };
  const notice = {
    id: `test.${randomUUID()}`,
    chat: { uri: caller.uri, name: null, isDirect: chat.kind === 'direct' },
    messages: [{ ...message, author: caller.user, text: 'This is a test.' }],
  };
  await transaction(db, (tx) => noteFor(tx, chat, caller, 'webhook_tested', webhook));
  try {
    const status = await post(notice, webhook.address);
    if (status < 200 || status > 299) return { sent: false, because: 'status', status };
    await switchOnWebhook(db, id);
    await lookAgain(db, webhook.user.id);
    return { sent: true, because: null, status };
  } catch (error) {
    const because = error instanceof PrivateAddress ? 'private_address' : 'unreachable';
    return { sent: false, because, status: null };
  }
}

async function findChat(db: Database, { userId, uri, user }: Caller): Promise<FoundChat> {
  const chat = await findChatFor(db, userId, uri);
  if (!chat) throw new ChatNotFound();
  if (user.kind === 'guest')
    throw new Refused('not_allowed', 'Guests have no webhooks. Keep your account first.');
  return chat;
}

/** For those who look after the chat; what tells only one person is that person's business. Of the address only the host: the rest is a secret. */
async function noteFor(
  tx: Transaction,
  chat: FoundChat,
  { userId: actorId }: Caller,
  action: AuditAction,
  { address, everything, user }: WebhookRow,
): Promise<void> {
  if (!everything) return;
  const details = { host: new URL(address.url).host };
  const userId = user.id === actorId ? undefined : user.id;
  await writeAudit(tx, { chatId: chat.id, actorId, action, userId, details });
}

const whoseOf = (chat: FoundChat, { userId }: Caller) => ({
  chatId: chat.id,
  userId,
  ofChat: may(chat, 'moderate'),
});

function toWebhook({ address, ...row }: WebhookRow): Webhook {
  return { ...row, host: new URL(address.url).host, format: address.format };
}
