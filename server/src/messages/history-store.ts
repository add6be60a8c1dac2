import { sql } from 'kysely';
import { limits } from '@chatire/protocol';
import { jsonOf, type Database } from '../database/database.ts';
import { messageJson } from './message-store.ts';

export interface Page {
  before?: number | undefined;
  after?: number | undefined;
  limit: number;
}

/**
 * A page of a chat's messages, oldest first: above `after` the oldest, otherwise the newest (below `before`). It is the JSON text
 * of the answer, all of it as of one moment; nothing when the user is no member.
 */
export async function selectHistory(
  db: Database,
  userId: number,
  uri: string,
  { before, after, limit }: Page,
): Promise<string | undefined> {
  // Where the page begins or ends. An empty one stands just there.
  const edge = after === undefined ? (before ?? null) : after + 1;
  const [side, order] =
    after !== undefined
      ? [sql`and sequence >= ${edge}`, sql`asc`]
      : [before !== undefined ? sql`and sequence < ${edge}` : sql``, sql`desc`];
  const answer = jsonOf(sql`
    chats.uri, page.messages, chats.sequence,
    exists (select from messages where chat_id = chats.id and sequence < page.first) as has_older,
    exists (select from messages where chat_id = chats.id and sequence > page.last) as has_newer`);
  // The inner limit tells the planner that there are few: it doesn't see the outer one when a plan is kept.
  const { rows } = await sql<{ json: string }>`
    select ${answer}::text as json
    from chats
    join members on members.chat_id = chats.id and members.user_id = ${userId}
    cross join lateral (
      select coalesce(json_agg(${messageJson} order by messages.sequence), '[]') as messages,
        coalesce(min(messages.sequence), ${edge}::bigint) as first,
        coalesce(max(messages.sequence), ${edge}::bigint - 1) as last
      from (
        select * from (
          select * from messages where chat_id = chats.id ${side}
          order by sequence ${order} limit ${sql.lit(limits.pageSizeMax)}
        ) as nearest order by sequence ${order} limit ${limit}
      ) as messages
      join users on users.id = messages.author_id
    ) as page
    where chats.uri = ${uri}`.execute(db);
  return rows[0]?.json;
}
