import type { Transaction } from '../database/database.ts';
import type { ChatRow } from './chat-store.ts';

/** The two of a chat between two, whoever of them asks. */
export const pairOf = (a: number, b: number): string => `${Math.min(a, b)}:${Math.max(a, b)}`;

/** Nothing when this pair has its chat already: then somebody else has written it, and it is committed by now. */
export function insertDirectChat(
  tx: Transaction,
  chat: { uri: string; pair: string },
): Promise<ChatRow | undefined> {
  return tx
    .insertInto('chats')
    .values({ ...chat, link_code: chat.uri, link_enabled: false })
    .onConflict((conflict) => conflict.column('pair').doNothing())
    .returning(['id', 'uri'])
    .executeTakeFirst();
}

export function selectDirectChat(tx: Transaction, pair: string): Promise<ChatRow> {
  return tx.selectFrom('chats').select(['id', 'uri']).where('pair', '=', pair).executeTakeFirstOrThrow();
}
