import { sql } from 'kysely';
import type { Webhook } from '@chatire/protocol';
import { userJson } from '../accounts/user-store.ts';
import { jsonTime, type Database, type Transaction } from '../database/database.ts';
import type { WebhookAddress } from './webhook-channel.ts';

export type WebhookRow = Omit<Webhook, 'host' | 'format'> & { address: WebhookAddress };
/** Whose they are; `of_chat`: with those that look after the chat. */
type Whose = { chatId: number; userId: number; ofChat: boolean };

const isShown = ({ chatId, userId, ofChat }: Whose) => sql<boolean>`(
  targets.channel = 'webhook' and targets.chat_id = ${chatId}
  and (targets.user_id = ${userId} or ${ofChat} and targets.level = 'everything')
)`;

/** The oldest first. */
export async function selectWebhooks(db: Database, whose: Whose): Promise<WebhookRow[]> {
  const { rows } = await sql<WebhookRow>`
    select targets.id, targets.address, targets.level = 'everything' as everything, ${userJson} as "user",
      ${jsonTime('targets.created_at')} as created_at, targets.failures, ${jsonTime('targets.off_at')} as off_at, targets.off_because
    from targets join users on users.id = targets.user_id
    where ${isShown(whose)} order by targets.id`.execute(db);
  return rows;
}

export async function insertWebhook(
  tx: Transaction,
  webhook: { chatId: number; userId: number; everything: boolean; address: WebhookAddress },
): Promise<number> {
  const { id } = await tx
    .insertInto('targets')
    .values({
      channel: 'webhook',
      chat_id: webhook.chatId,
      user_id: webhook.userId,
      level: webhook.everything ? 'everything' : 'all',
      address: JSON.stringify(webhook.address),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function deleteWebhook(tx: Transaction, whose: Whose, id: number): Promise<void> {
  await sql`delete from targets where ${isShown(whose)} and id = ${id}`.execute(tx);
}

export async function switchOnWebhook(db: Database, id: number): Promise<void> {
  await sql`update targets set off_at = null, off_because = null, failures = 0 where id = ${id}`.execute(db);
}
