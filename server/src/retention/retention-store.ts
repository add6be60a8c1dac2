import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';

export interface DueChat {
  id: number;
  uri: string;
  /** After so many days messages are deleted here; null: never. */
  days: number | null;
}

const daysAgo = sql`now() - make_interval(days => due.days)`;

/**
 * Chats above this id that hold older messages than they keep, or that are to be deleted still. The days of the chat count, or those of
 * the server if these are fewer.
 */
export async function selectDueChats(
  db: Database,
  serverDays: number | null,
  aboveId: number,
): Promise<DueChat[]> {
  const { rows } = await sql<DueChat>`
    select due.id, due.uri, due.days from (
      select id, uri, kept_from, least(retention_days, ${serverDays}::int) as days from chats where id > ${aboveId}
    ) as due
    where (
        select created_at from messages where chat_id = due.id and sequence >= due.kept_from order by sequence limit 1
      ) < ${daysAgo}
      or exists (select from held_messages where chat_id = due.id and created_at < ${daysAgo})
      or (due.kept_from > 0 and exists (select from messages where chat_id = due.id and sequence < due.kept_from))
    order by due.id limit 100`.execute(db);
  return rows;
}

/** The first place of the log that is kept; nothing when there is nothing older. */
export async function selectKeptFrom(
  db: Database,
  chatId: number,
  days: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ place: number | null }>`
    select case when oldest.created_at < due.since then coalesce(
        (
          select sequence from messages where chat_id = ${chatId} and sequence >= oldest.sequence and created_at >= due.since
          order by sequence limit 1
        ),
        (select max(sequence) + 1 from messages where chat_id = ${chatId})
      ) end as place
    from (select now() - make_interval(days => ${days}) as since) as due
    cross join (
      select sequence, created_at from messages
      where chat_id = ${chatId} and sequence >= (select kept_from from chats where id = ${chatId}) order by sequence limit 1
    ) as oldest`.execute(db);
  return rows[0]?.place ?? undefined;
}

/** From then on nobody sees what is older. The days without a message go on from the newest of it. The chat must be locked. */
export async function updateKeptFrom(
  tx: Transaction,
  chatId: number,
  place: number,
  days: number,
): Promise<void> {
  await sql`
    update chats set kept_from = greatest(kept_from, ${place}::bigint), kept_days = ${days}, idle_since = greatest(idle_since, (
      select created_at from messages where chat_id = ${chatId} and sequence < ${place} order by sequence desc limit 1
    ))
    where id = ${chatId}`.execute(tx);
}

/** False when there was none. */
export async function deleteOldHeld(tx: Transaction, chatId: number, days: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from held_messages where chat_id = ${chatId} and created_at < now() - make_interval(days => ${days})`.execute(
    tx,
  );
  return numAffectedRows !== undefined && numAffectedRows > 0n;
}

/**
 * Some of what nobody sees any more, with its versions, reactions, reports and events. Later events about it keep their places. The newest
 * first, so that few have answers that are still there. Gives how many messages it was; no lock of the chat is held for it.
 */
export async function deleteUnseen(tx: Transaction, chatId: number, most: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select id from messages
    where chat_id = ${chatId} and sequence < (select kept_from from chats where id = ${chatId})
    order by sequence desc limit ${most}`.execute(tx);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await sql`
    update events set kind = 'hidden', message_id = null, user_id = null, emoji = null
    where chat_id = ${chatId} and message_id = any(${ids}::bigint[])
      and sequence >= (select kept_from from chats where id = ${chatId})`.execute(tx);
  await sql`delete from messages where id = any(${ids}::bigint[])`.execute(tx);
  return ids.length;
}

/** Chats at their end: at their time, or as long without a message as their owner said. */
export async function selectEnded(db: Database, onlyId: number | null = null): Promise<{ id: number }[]> {
  const { rows } = await sql<{ id: number }>`
    select id from chats where ends_at <= now() and (${onlyId}::bigint is null or id = ${onlyId}::bigint)
    union
    select id from chats
    where ends_after_days is not null and (${onlyId}::bigint is null or id = ${onlyId}::bigint)
      and greatest(idle_since, (
        select created_at from messages where chat_id = chats.id order by sequence desc limit 1
      )) < now() - make_interval(days => ends_after_days)`.execute(db);
  return rows;
}
