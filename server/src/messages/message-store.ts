import { sql } from 'kysely';
import type { Message, User } from '@chatire/protocol';
import { userJson } from '../accounts/user-store.ts';
import { jsonOf, jsonTime, type Database, type Transaction } from '../database/database.ts';

/** One post of a batch; the batch's arrays hold the same order. */
export interface NewMessage {
  uri: string;
  authorId: number;
  clientId: string | null;
  text: string;
}

/** What became of the post at `index`: nothing at all when its author is no member of its chat. */
export interface WrittenMessage {
  index: number;
  is_new: boolean;
  chat_id: number;
  /** Of the chat in which the message stands: for a repeated client id that may be another one. */
  uri: string;
  id: number;
  sequence: number;
  text: string;
  created_at: Date;
  edited_at: Date | null;
  deleted_at: Date | null;
  /** As the author is called at this place of the log. */
  author: User;
}

/** Locks the chats of a batch, in the order of their ids, so that two batches never wait for each other. */
export async function lockChatsByUri(tx: Transaction, uris: readonly string[]): Promise<void> {
  await sql`select id from chats where uri = any(${uris}::text[]) order by id for update`.execute(tx);
}

/**
 * Writes a batch, many chats in one statement: messages, events and the chats' counters. The chats must be locked by an
 * earlier statement, so that this one sees what others wrote. A batch must not hold an author's client id twice.
 * Ids and times are made here and not by the insert: what an insert returns could only be matched with its post by a join, which
 * costs the square of the batch.
 */
export async function insertMessages(
  tx: Transaction,
  batch: readonly NewMessage[],
): Promise<WrittenMessage[]> {
  const { rows } = await sql<WrittenMessage>`
    with post as (
      select post.index, post.author_id, post.client_id, post.text, chats.id as chat_id, chats.uri, chats.sequence
      from unnest(${batch.map((post) => post.uri)}::text[], ${batch.map((post) => post.authorId)}::bigint[],
        ${batch.map((post) => post.clientId)}::uuid[], ${batch.map((post) => post.text)}::text[])
        with ordinality as post (uri, author_id, client_id, text, index)
      join chats on chats.uri = post.uri
      join members on members.chat_id = chats.id and members.user_id = post.author_id
    ), repeated as (
      select post.index, post.author_id, messages.chat_id, chats.uri, messages.id, messages.sequence,
        messages.text, messages.created_at, messages.edited_at, messages.deleted_at
      from post
      join messages on messages.author_id = post.author_id and messages.client_id = post.client_id
      join chats on chats.id = messages.chat_id
    ), fresh as (
      select post.*, post.sequence + row_number() over (partition by post.chat_id order by post.index) as next_sequence,
        nextval('messages_id_seq') as id, clock_timestamp() as created_at
      from post where not exists (select from repeated where repeated.index = post.index)
    ), message as (
      insert into messages (id, chat_id, sequence, author_id, client_id, text, created_at) overriding system value
      select id, chat_id, next_sequence, author_id, client_id, text, created_at from fresh order by chat_id, next_sequence
    ), event as (
      insert into events (chat_id, sequence, kind, message_id, created_at)
      select chat_id, next_sequence, 'message_posted', id, created_at from fresh order by chat_id, next_sequence
    ), head as (
      update chats set sequence = newest.sequence
      from (select chat_id, max(next_sequence) as sequence from fresh group by chat_id) as newest
      where chats.id = newest.chat_id
    )
    select written.*, json_build_object('id', users.id, 'username', users.username, 'name', users.name, 'kind', users.kind,
      'picture', users.picture) as author
    from (
      select index, true as is_new, chat_id, uri, author_id, id, next_sequence as sequence, text, created_at,
        null::timestamptz as edited_at, null::timestamptz as deleted_at
      from fresh
      union all
      select index, false, chat_id, uri, author_id, id, sequence, text, created_at, edited_at, deleted_at from repeated
    ) as written
    join users on users.id = written.author_id`.execute(tx);
  return rows.map((row) => ({ ...row, index: row.index - 1 }));
}

/** A row of `messages` as clients get it, with its author's of `users`. */
export const messageJson = jsonOf<Message>(sql`
  messages.id, messages.sequence, messages.client_id, messages.text as message, ${userJson} as "user",
  ${jsonTime('messages.created_at')} as created_at, ${jsonTime('messages.edited_at')} as edited_at,
  ${jsonTime('messages.deleted_at')} as deleted_at`);

export async function selectMessage(db: Database, chatId: number, id: number): Promise<Message | undefined> {
  const { rows } = await sql<{ message: Message }>`
    select ${messageJson} as message from messages join users on users.id = messages.author_id
    where messages.chat_id = ${chatId} and messages.id = ${id}`.execute(db);
  return rows[0]?.message;
}

/** Keeps what the message said before. The new time is later than any before it, whatever the clock does. */
export async function updateText(tx: Transaction, id: number, text: string): Promise<void> {
  await sql`
    with version as (
      insert into message_versions (message_id, text, written_at)
      select id, text, coalesce(edited_at, created_at) from messages where id = ${id}
    )
    update messages set text = ${text},
      edited_at = greatest(clock_timestamp(), coalesce(edited_at, created_at) + interval '1 millisecond')
    where id = ${id}`.execute(tx);
}

/** Takes the text away, and what it was before it was edited. */
export async function eraseText(tx: Transaction, id: number): Promise<void> {
  await tx.deleteFrom('message_versions').where('message_id', '=', id).execute();
  await tx
    .updateTable('messages')
    .set({ text: '', deleted_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', id)
    .execute();
}
