import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';

/** With the chat's row locked, and the event of it to follow. False when it is there already. */
export async function insertReaction(
  tx: Transaction,
  reaction: { messageId: number; emoji: string; userId: number },
): Promise<boolean> {
  const { messageId, emoji, userId } = reaction;
  const { numAffectedRows } = await sql`
    insert into reactions (message_id, emoji, user_id, sequence, since)
    select messages.id, ${emoji}, ${userId}, chats.sequence + 1, coalesce(
      (select since from reactions where message_id = messages.id and emoji = ${emoji} limit 1), chats.sequence + 1)
    from messages join chats on chats.id = messages.chat_id where messages.id = ${messageId}
    on conflict do nothing`.execute(tx);
  if (numAffectedRows === 1n) await updateHasReactions(tx, messageId);
  return numAffectedRows === 1n;
}

/** False when there was none. */
export async function deleteReaction(
  tx: Transaction,
  { messageId, emoji, userId }: { messageId: number; emoji: string; userId: number },
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('reactions')
    .where('message_id', '=', messageId)
    .where('emoji', '=', emoji)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (numDeletedRows === 1n) await updateHasReactions(tx, messageId);
  return numDeletedRows === 1n;
}

export async function deleteReactions(tx: Transaction, messageId: number): Promise<void> {
  await tx.deleteFrom('reactions').where('message_id', '=', messageId).execute();
  await updateHasReactions(tx, messageId);
}

async function updateHasReactions(tx: Transaction, messageId: number): Promise<void> {
  await sql`
    update messages set has_reactions = exists (select from reactions where message_id = ${messageId})
    where id = ${messageId}`.execute(tx);
}
