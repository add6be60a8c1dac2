import type { Database, Transaction } from '../database/database.ts';

export interface ChatRow {
  id: number;
  uri: string;
}

export function insertChat(tx: Transaction, chat: { uri: string; name: string | null }): Promise<ChatRow> {
  return tx.insertInto('chats').values(chat).returning(['id', 'uri']).executeTakeFirstOrThrow();
}

/** The chat, if the user is a member of it: whoever looks a chat up this way can't forget to check. */
export function findChatFor(
  db: Database,
  userId: number,
  uri: string,
): Promise<(ChatRow & { role: 'owner' | 'member'; sequence: number }) | undefined> {
  return db
    .selectFrom('chats')
    .innerJoin('members', 'members.chat_id', 'chats.id')
    .select(['chats.id', 'chats.uri', 'chats.sequence', 'members.role'])
    .where('chats.uri', '=', uri)
    .where('members.user_id', '=', userId)
    .executeTakeFirst();
}

/** The chat, if its link is on. Locked, so that the link can't be switched off before the joining is done. */
export function lockChatByLink(tx: Transaction, uri: string): Promise<ChatRow | undefined> {
  return tx
    .selectFrom('chats')
    .select(['id', 'uri'])
    .where('uri', '=', uri)
    .where('link_enabled', '=', true)
    .forUpdate()
    .executeTakeFirst();
}

export async function updateChat(
  tx: Transaction,
  chatId: number,
  change: { name?: string | null | undefined; link_enabled?: boolean | undefined },
): Promise<void> {
  await tx.updateTable('chats').set(change).where('id', '=', chatId).execute();
}
