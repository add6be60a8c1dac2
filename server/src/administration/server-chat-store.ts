import { sql } from 'kysely';
import { limits, type ChatOfServer, type ReportOfServer } from '@chatire/protocol';
import { userJson } from '../accounts/user-store.ts';
import { kindOfChat } from '../chats/chat-store.ts';
import { jsonOf, jsonTime, type Database, type Transaction } from '../database/database.ts';

export interface ChatQuery {
  find?: string | undefined;
  before?: number | undefined;
}

/**
 * Newest first, one more than a page has. Of what is said in them it gives how much, and no word. Names are looked through without an index:
 * 10,000 take 10 ms.
 */
export async function selectChatsOfServer(
  db: Database,
  { find, before = Number.MAX_SAFE_INTEGER }: ChatQuery,
): Promise<ChatOfServer[]> {
  const found = find ? sql`and (strpos(lower(name), lower(${find})) > 0 or uri = ${find})` : sql``;
  const { rows } = await sql<ChatOfServer>`
    select chats.id, chats.uri, ${kindOfChat} as kind, chats.name, chats.emoji, chats.picture,
      (select ${jsonOf(sql`users.id, users.name`)} from members join users on users.id = members.user_id
        where members.chat_id = chats.id and members.role = 'owner') as owner,
      (select count(*) from members where members.chat_id = chats.id) as members,
      (select count(*) from messages where messages.chat_id = chats.id) as messages,
      ${jsonTime('chats.created_at')} as created_at, newest.at as last_event_at
    from (select * from chats where id < ${before} ${found} order by id desc limit ${limits.pageSize + 1}) as chats
    left join lateral (
      select ${jsonTime('events.created_at')} as at from events
      where events.chat_id = chats.id and events.sequence = chats.sequence
    ) as newest on true
    order by chats.id desc`.execute(db);
  return rows;
}

/** Held until the transaction ends. */
export function lockChatOfServer(
  tx: Transaction,
  uri: string,
): Promise<{ id: number; name: string | null } | undefined> {
  return tx.selectFrom('chats').select(['id', 'name']).where('uri', '=', uri).forUpdate().executeTakeFirst();
}

const reportJson = jsonOf<ReportOfServer['reports'][number]>(sql`
  ${userJson} as "user", reports.reason, reports.words, reports.text, ${jsonTime('reports.created_at')} as at`);

/** The longest waiting first. */
export async function selectReportsOfServer(db: Database): Promise<ReportOfServer[]> {
  const { rows } = await sql<ReportOfServer>`
    select reported.message_id as id, ${jsonOf(sql`chats.uri, chats.name`)} as chat, ${userJson} as author, reported.reports
    from (
      select reports.message_id, min(reports.chat_id) as chat_id, min(reports.id) as first,
        json_agg(${reportJson} order by reports.id) as reports
      from reports join users on users.id = reports.reporter_id
      group by reports.message_id order by first limit 100
    ) as reported
    join chats on chats.id = reported.chat_id
    join messages on messages.id = reported.message_id
    join users on users.id = messages.author_id
    order by reported.first`.execute(db);
  return rows;
}

/** In which chat a message is that somebody reported, and by whom it is. */
export function findReported(
  tx: Transaction,
  messageId: number,
): Promise<{ chat_id: number; uri: string; author_id: number } | undefined> {
  return tx
    .selectFrom('reports')
    .innerJoin('messages', 'messages.id', 'reports.message_id')
    .innerJoin('chats', 'chats.id', 'messages.chat_id')
    .select(['messages.chat_id', 'chats.uri', 'messages.author_id'])
    .where('message_id', '=', messageId)
    .executeTakeFirst();
}
