import { sql } from 'kysely';
import { rolesThatMay, type Message, type Quote, type User } from '@chatire/protocol';
import { delayOfTelling, tellJobsFrom } from '../channels/tell-jobs-store.ts';
import type { Database, Transaction } from '../database/database.ts';
import { messageJsonFrom, quoteJsonFrom } from './message-json-store.ts';
import { mentionedBy, type Mentions } from './mentions.ts';

/** One post of a batch; the batch's arrays hold the same order. */
export interface NewMessage {
  uri: string;
  authorId: number;
  clientId: string | null;
  text: string;
  replyTo: number | null;
  mentions: Mentions;
}

/** What became of the post at `index`: nothing at all when its author is no member of its chat. */
export interface WrittenMessage {
  index: number;
  is_new: boolean;
  chat_id: number;
  /** Of the chat in which the message stands: for a repeated client id that may be another one. */
  uri: string;
  /** With its author as called at this place of the log. Null: nothing was written, because of what is in `refused`. */
  message: Message | null;
  refused: Refusal | null;
  /** Seconds until the author may post again in a chat in slow mode. */
  wait: number | null;
}

/** The author only reads in this chat, or was muted; what the post answers isn't in it; a moderator has to look at it first; or it comes too soon in slow mode. */
type Refusal = 'role' | 'muted' | 'reply_to' | 'held' | 'slow';
const writers = rolesThatMay('post');
const unhurried = rolesThatMay('moderate');

/** Locks the chats of a batch, in the order of their ids, so that two batches never wait for each other. */
export async function lockChatsByUri(tx: Transaction, uris: readonly string[]): Promise<void> {
  await sql`select id from chats where uri = any(${uris}::text[]) order by id for update`.execute(tx);
}

/**
 * Writes a batch, many chats in one statement: messages, events and the chats' counters. The chats must be locked by an
 * earlier statement, so that this one sees what others wrote. A batch must not hold an author's client id twice.
 * Ids and times are made here and not by the insert: what an insert returns could only be matched with its post by a join, which
 * costs the square of the batch. Who isn't there is told of it after `delay` seconds.
 */
export async function insertMessages(
  tx: Transaction,
  batch: readonly NewMessage[],
  delay = delayOfTelling,
): Promise<WrittenMessage[]> {
  const { rows } = await sql<WrittenRow>`
    with post as (
      select post.*, chats.id as chat_id, chats.sequence, members.visible_from, members.posted_at,
        case when chats.slow_mode > 0 and not members.role = any(${unhurried}::text[]) then chats.slow_mode end as pause,
        case
          when not members.role = any(${writers}::text[]) then 'role'
          when members.muted_until > now() then 'muted'
          when post.reply_to is not null
            and not exists (select from messages where messages.chat_id = chats.id and messages.id = post.reply_to
              and messages.sequence >= greatest(members.visible_from, chats.kept_from)) then 'reply_to'
          when chats.hold_newcomers and not members.role = any(${unhurried}::text[]) and (not members.trusted or exists (
            select from held_messages where held_messages.author_id = post.author_id and held_messages.client_id = post.client_id
          )) then 'held'
        end as fault
      from unnest(${batch.map((post) => post.uri)}::text[], ${batch.map((post) => post.authorId)}::bigint[],
        ${batch.map((post) => post.clientId)}::uuid[], ${batch.map((post) => post.text)}::text[],
        ${batch.map((post) => post.replyTo)}::bigint[], ${batch.map((post) => jsonOfMentions(post.mentions))}::jsonb[],
        ${batch.map((post) => post.mentions.all)}::boolean[], ${batch.map((post) => jsonOfMentioned(post.mentions))}::jsonb[])
        with ordinality as post (uri, author_id, client_id, text, reply_to, mentions, mentions_all, mentioned, index)
      join chats on chats.uri = post.uri
      join members on members.chat_id = chats.id and members.user_id = post.author_id
    ), repeated as (
      select post.index, messages.chat_id, chats.uri, post.author_id,
        ${messageJsonFrom(sql`post.visible_from`)} as message
      from post
      join messages on messages.author_id = post.author_id and messages.client_id = post.client_id
      join users on users.id = messages.author_id
      join chats on chats.id = messages.chat_id
    ), unknown as (
      select post.*, case
          when fault is null and (posted_at + make_interval(secs => pause) > clock_timestamp()
            or pause > 0 and row_number() over (partition by chat_id, author_id, fault is null order by index) > 1) then 'slow'
          else fault
        end as refused
      from post where not exists (select from repeated where repeated.index = post.index)
    ), fresh as (
      select unknown.*, unknown.sequence + row_number() over (partition by unknown.chat_id order by unknown.index) as next_sequence,
        nextval('messages_id_seq') as id, clock_timestamp() as created_at
      from unknown where refused is null
    ), message as (
      insert into messages (id, chat_id, sequence, version, author_id, client_id, text, reply_to, mentions, mentions_all, mentioned,
        created_at) overriding system value
      select id, chat_id, next_sequence, next_sequence, author_id, client_id, text, reply_to, mentions, mentions_all, mentioned,
        created_at
      from fresh order by chat_id, next_sequence
    ), event as (
      insert into events (chat_id, sequence, kind, message_id, created_at)
      select chat_id, next_sequence, 'message_posted', id, created_at from fresh order by chat_id, next_sequence
    ), pace as (
      update members set posted_at = fresh.created_at
      from fresh where fresh.pause > 0 and members.chat_id = fresh.chat_id and members.user_id = fresh.author_id
    ), head as (
      update chats set sequence = newest.sequence
      from (select chat_id, max(next_sequence) as sequence from fresh group by chat_id) as newest
      where chats.id = newest.chat_id
    ), job as (${tellJobsFrom(sql`fresh`, delay)})
    select written.index, written.chat_id, written.uri, written.held, written.refused, written.wait, written.id, written.sequence, written.created_at,
      json_build_object('id', users.id, 'username', users.username, 'name', users.name, 'kind', users.kind,
        'picture', users.picture) as author,
      case when written.reply_to is not null then (
        select ${quoteJsonFrom(sql`written.visible_from`)} from messages as quoted join users on users.id = quoted.author_id
        where quoted.chat_id = written.chat_id and quoted.id = written.reply_to
      ) end as quote
    from (
      select index, chat_id, uri, author_id, visible_from, reply_to, id, next_sequence as sequence, created_at, null::json as held,
        null as refused, null::int as wait
      from fresh
      union all
      select index, chat_id, uri, author_id, null, null, null, null, null, message, null, null from repeated
      union all
      select index, chat_id, uri, author_id, null, null, null, null, null, null, refused,
        case refused when 'slow' then ceil(extract(epoch from coalesce(posted_at, now()) + make_interval(secs => pause) - now())) end
      from unknown where refused is not null
    ) as written
    join users on users.id = written.author_id
    where (select count(*) from job) >= 0`.execute(tx);
  return rows.map((row) => toWritten(row, batch[row.index - 1]));
}

interface WrittenRow {
  index: number;
  chat_id: number;
  uri: string;
  held: Message | null;
  refused: Refusal | null;
  wait: number | null;
  id: number | null;
  sequence: number | null;
  created_at: Date | null;
  author: User;
  quote: Quote | null;
}

function toWritten(row: WrittenRow, post: NewMessage | undefined): WrittenMessage {
  const { chat_id, uri, held, refused, wait, id, sequence, created_at } = row;
  const written = { index: row.index - 1, is_new: false, chat_id, uri, message: held, refused, wait };
  if (!post || id === null || sequence === null || created_at === null) return written;
  const message: Message = {
    id,
    sequence,
    client_id: post.clientId,
    message: post.text,
    user: row.author,
    created_at: created_at.toISOString(),
    edited_at: null,
    deleted_at: null,
    version: sequence,
    reply_to: row.quote,
    reactions: [],
    mentions: post.mentions.people,
    mentions_all: post.mentions.all,
  };
  return { ...written, is_new: true, message };
}

/** As a member sees it; nothing when it is from before this place, or was deleted because of its age. */
export async function selectMessage(
  db: Database,
  chat: { id: number; visible_from: number },
  id: number,
): Promise<Message | undefined> {
  const { rows } = await sql<{ message: Message }>`
    select ${messageJsonFrom(sql`${chat.visible_from}`)} as message
    from messages join users on users.id = messages.author_id join chats on chats.id = messages.chat_id
    where messages.chat_id = ${chat.id} and messages.id = ${id}
      and messages.sequence >= greatest(${chat.visible_from}::bigint, chats.kept_from)`.execute(db);
  return rows[0]?.message;
}

/** Keeps what the message said before. The new time is later than any before it, whatever the clock does. */
export async function updateText(
  tx: Transaction,
  id: number,
  text: string,
  mentions: Mentions,
): Promise<void> {
  await sql`
    with version as (
      insert into message_versions (message_id, text, written_at)
      select id, text, coalesce(edited_at, created_at) from messages where id = ${id}
    )
    update messages set text = ${text}, mentions = ${jsonOfMentions(mentions)}::jsonb, mentions_all = ${mentions.all},
      edited_at = greatest(clock_timestamp(), coalesce(edited_at, created_at) + interval '1 millisecond')
    where id = ${id}`.execute(tx);
}

/** Takes the text away, what it was before it was edited, and what it said of others. Whom it named first still counts. */
export async function eraseText(tx: Transaction, id: number): Promise<void> {
  await tx.deleteFrom('message_versions').where('message_id', '=', id).execute();
  await tx
    .updateTable('messages')
    .set({
      text: '',
      deleted_at: sql<Date>`clock_timestamp()`,
      reply_to: null,
      mentions: null,
      mentions_all: false,
    })
    .where('id', '=', id)
    .execute();
}

const jsonOfMentions = ({ people }: Mentions) => (people.length > 0 ? JSON.stringify(people) : null);
const jsonOfMentioned = (mentions: Mentions) =>
  mentions.all || mentions.people.length > 0 ? JSON.stringify(mentionedBy(mentions)) : null;
