import { sql } from 'kysely';
import type { Chat, Role } from '@chatire/protocol';
import type { Database, Transaction } from '../database/database.ts';

export interface ChatRow {
  id: number;
  uri: string;
}

export const kindOfChat = sql<Chat['kind']>`case when chats.pair is null then 'group' else 'direct' end`;

/** Of `members`. */
export const isMuted = sql<boolean>`coalesce(members.muted_until > now(), false)`;

export interface NewChat {
  uri: string;
  name?: string | null | undefined;
  topic?: string | null | undefined;
  emoji?: string | null | undefined;
}

export function insertChat(tx: Transaction, chat: NewChat): Promise<ChatRow> {
  return tx
    .insertInto('chats')
    .values({ ...chat, link_code: chat.uri })
    .returning(['id', 'uri'])
    .executeTakeFirstOrThrow();
}

/** From now on nobody sees what was said. Gives the last place of it; 0 when there is no such chat. */
export async function hideMessages(db: Database, chatId: number): Promise<number> {
  const hidden = await db
    .updateTable('chats')
    .set({ kept_from: sql<number>`sequence + 1` })
    .where('id', '=', chatId)
    .returning('sequence')
    .executeTakeFirst();
  return hidden?.sequence ?? 0;
}

/** The chat, if the user is a member of it: whoever looks a chat up this way can't forget to check. */
export function findChatFor(
  db: Database,
  userId: number,
  uri: string,
): Promise<
  | (ChatRow & { kind: Chat['kind']; role: Role; sequence: number; visible_from: number; is_muted: boolean })
  | undefined
> {
  return db
    .selectFrom('chats')
    .innerJoin('members', 'members.chat_id', 'chats.id')
    .select([
      'chats.id',
      'chats.uri',
      'chats.sequence',
      'members.role',
      'members.visible_from',
      isMuted.as('is_muted'),
      kindOfChat.as('kind'),
    ])
    .where('chats.uri', '=', uri)
    .where('members.user_id', '=', userId)
    .executeTakeFirst();
}

export interface ChatChange {
  name?: string | null | undefined;
  topic?: string | null | undefined;
  emoji?: string | null | undefined;
  link_enabled?: boolean | undefined;
  slow_mode?: number | undefined;
  hold_newcomers?: boolean | undefined;
  link_code?: string;
  history_for_new?: number | null | undefined;
  retention_days?: number | null | undefined;
  ends_at?: Date | null | undefined;
  ends_after_days?: number | null | undefined;
  idle_since?: Date;
}

export async function updateChat(tx: Transaction, chatId: number, change: ChatChange): Promise<void> {
  await tx.updateTable('chats').set(change).where('id', '=', chatId).execute();
}

/** Its members, messages and events go with it. */
export async function deleteChat(tx: Transaction, chatId: number): Promise<void> {
  await tx.deleteFrom('chats').where('id', '=', chatId).execute();
}
