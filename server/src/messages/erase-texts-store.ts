import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';

/** Deletes every message of an author, each by an event of its chat. The chats must be locked by an earlier statement. */
export async function eraseTextsOf(tx: Transaction, authorId: number): Promise<void> {
  await sql`
    with gone as (
      update messages set text = '', deleted_at = clock_timestamp()
      where author_id = ${authorId} and deleted_at is null
      returning id, chat_id, sequence
    ), version as (
      delete from message_versions where message_id in (select id from gone)
    ), numbered as (
      select gone.id, gone.chat_id,
        chats.sequence + row_number() over (partition by gone.chat_id order by gone.sequence) as next_sequence
      from gone join chats on chats.id = gone.chat_id
    ), event as (
      insert into events (chat_id, sequence, kind, message_id)
      select chat_id, next_sequence, 'message_deleted', id from numbered
    )
    update chats set sequence = newest.sequence
    from (select chat_id, max(next_sequence) as sequence from numbered group by chat_id) as newest
    where chats.id = newest.chat_id`.execute(tx);
}
