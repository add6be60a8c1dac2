import type { EventKind, Message, Role, User } from '@chatire/protocol';
import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import { messageJson } from '../messages/message-json-store.ts';

/** Locks chats in the order of their ids, so that two writers never wait for each other. */
export async function lockChats(tx: Transaction, chatIds: readonly number[]): Promise<void> {
  await sql`select id from chats where id = any(${chatIds}::bigint[]) order by id for update`.execute(tx);
}

export type NewEvent =
  | { kind: 'message_edited' | 'message_deleted'; message_id: number }
  | { kind: 'reaction_added' | 'reaction_removed'; message_id: number; user_id: number; emoji: string }
  | { kind: 'member_joined' | 'member_updated' | 'member_left'; user_id: number }
  | { kind: 'chat_updated' };

/** Gives the event its chat's next number, which the message that it is about gets as well. The update takes the row's lock: commit order is sequence order. */
export async function appendEvent(tx: Transaction, chatId: number, event: NewEvent): Promise<number> {
  const { sequence } = await tx
    .updateTable('chats')
    .set({ sequence: sql<number>`sequence + 1` })
    .where('id', '=', chatId)
    .returning('sequence')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('events')
    .values({ chat_id: chatId, sequence, ...event })
    .execute();
  if ('message_id' in event)
    await tx.updateTable('messages').set({ version: sequence }).where('id', '=', event.message_id).execute();
  return sequence;
}

export async function appendEventToEach(
  tx: Transaction,
  chatIds: readonly number[],
  { kind, user_id }: Extract<NewEvent, { user_id: number }>,
): Promise<{ chat_id: number; sequence: number }[]> {
  const { rows } = await sql<{ chat_id: number; sequence: number }>`
    with head as (
      update chats set sequence = sequence + 1 where id = any(${chatIds}::bigint[]) returning id, sequence
    )
    insert into events (chat_id, sequence, kind, user_id)
    select id, sequence, ${kind}, ${user_id} from head
    returning chat_id, sequence`.execute(tx);
  return rows;
}

/** The same event about each of these users. Gives the last place of them; the chat must be locked. */
export async function appendEventForEach(
  tx: Transaction,
  chatId: number,
  kind: 'member_left',
  userIds: readonly number[],
): Promise<number> {
  const { rows } = await sql<{ sequence: number }>`
    with head as (
      update chats set sequence = sequence + ${userIds.length}::bigint where id = ${chatId} returning sequence
    ), event as (
      insert into events (chat_id, sequence, kind, user_id)
      select ${chatId}, head.sequence - ${userIds.length}::bigint + one.place, ${kind}, one.user_id
      from head, unnest(${userIds}::bigint[]) with ordinality as one (user_id, place)
    )
    select sequence from head`.execute(tx);
  return rows[0]?.sequence ?? 0;
}

/** A stretch of one chat's log: above `after`, up to and with `upTo`. */
export interface Range {
  chatId: number;
  after: number;
  upTo: number;
}

export interface EventRow {
  chat_id: number;
  uri: string;
  sequence: number;
  kind: EventKind | 'hidden';
  created_at: Date;
  chat_name: string | null;
  chat_picture: string | null;
  topic: string | null;
  emoji: string | null;
  link_enabled: boolean;
  link_code: string;
  history_for_new: number | null;
  slow_mode: number;
  hold_newcomers: boolean;
  retention_days: number | null;
  kept_from: number;
  kept_days: number | null;
  ends_at: Date | null;
  ends_after_days: number | null;
  idle_since: Date | null;
  /** As it is now; for a reaction, only which one it is. */
  message: Message | null;
  mentioned: 'all' | number[] | null;
  message_id: number | null;
  message_sequence: number | null;
  reaction: string | null;
  /** The member concerned, or who reacted. */
  user_id: number | null;
  username: string | null;
  user_name: string | null;
  user_kind: User['kind'] | null;
  user_picture: string | null;
  role: Role | null;
  joined_at: Date | null;
  joined_sequence: number | null;
}

/**
 * The events of many chats in one query: chat by chat, in order, at most `limit` of each. Those about messages that are older than the
 * chat keeps have none, or are gone with it.
 */
export async function selectEvents(
  db: Database,
  ranges: readonly Range[],
  limit: number,
): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select event.chat_id, chats.uri, event.sequence, event.kind, event.created_at,
      chats.name as chat_name, chats.topic, chats.emoji,
      chats.picture as chat_picture, chats.link_enabled, chats.link_code, chats.history_for_new, chats.slow_mode, chats.hold_newcomers,
      chats.retention_days, chats.kept_from, chats.kept_days, chats.ends_at, chats.ends_after_days, chats.idle_since,
      messages.id as message_id, messages.sequence as message_sequence, messages.mentioned, event.emoji as reaction,
      case when messages.id is not null and event.user_id is null then (
        select ${messageJson} from users where users.id = messages.author_id
      ) end as message,
      users.id as user_id, users.username, users.name as user_name, users.kind as user_kind,
      users.picture as user_picture,
      members.role, members.joined_at, members.joined_sequence
    from unnest(${ranges.map((range) => range.chatId)}::bigint[], ${ranges.map((range) => range.after)}::bigint[],
      ${ranges.map((range) => range.upTo)}::bigint[]) as range (chat_id, after, up_to)
    cross join lateral (
      select * from events
      where events.chat_id = range.chat_id and events.sequence > range.after and events.sequence <= range.up_to
      order by events.sequence limit ${limit}
    ) as event
    join chats on chats.id = event.chat_id
    left join messages on messages.chat_id = event.chat_id and messages.id = event.message_id and messages.sequence >= chats.kept_from
    left join users on users.id = event.user_id
    left join members on members.chat_id = event.chat_id and members.user_id = event.user_id
    order by event.chat_id, event.sequence`.execute(db);
  return rows;
}

/** The newest place in the log of each of these chats. */
export async function selectHeads(db: Database, chatIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('chats')
    .select(['id', 'sequence'])
    .where('id', '=', sql<number>`any(${chatIds}::bigint[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row.sequence]));
}
