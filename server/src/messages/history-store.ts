import { sql, type RawBuilder } from 'kysely';
import { limits } from '@chatire/protocol';
import { jsonOf, type Database } from '../database/database.ts';
import { messageJsonFrom } from './message-json-store.ts';

export interface Page {
  before?: number | undefined;
  after?: number | undefined;
  around?: number | undefined;
  limit: number;
}

/**
 * A page of a chat's messages, oldest first: above `after` the oldest, `around` a place the nearest, otherwise the newest (below
 * `before`). Nothing of before the member came that isn't shown
 * to new ones. It is the JSON text of the answer, all of it as of one moment; nothing when the user is no member.
 */
export async function selectHistory(
  db: Database,
  userId: number,
  uri: string,
  { before, after, around, limit }: Page,
): Promise<string | undefined> {
  // Where the page begins or ends. An empty one stands just there.
  const edge = after === undefined ? (around ?? before ?? null) : after + 1;
  const from = sql`and sequence >= ${edge}`;
  const below = sql`and sequence < ${edge}`;
  const half = Math.ceil(limit / 2);
  const nearest =
    around !== undefined
      ? sql`(${side(below, sql`desc`, limit - half)}) union all (${side(from, sql`asc`, half)})`
      : after !== undefined
        ? side(from, sql`asc`, limit)
        : side(before === undefined ? sql`` : below, sql`desc`, limit);
  const answer = jsonOf(sql`
    chats.uri, page.messages, chats.sequence,
    exists (select from messages where chat_id = chats.id and sequence < page.first and sequence >= ${begins}) as has_older,
    exists (select from messages where chat_id = chats.id and sequence > page.last and sequence >= ${begins}) as has_newer`);
  const { rows } = await sql<{ json: string }>`
    select ${answer}::text as json
    from chats
    join members on members.chat_id = chats.id and members.user_id = ${userId}
    cross join lateral (
      select coalesce(json_agg(${messageJsonFrom(sql`members.visible_from`)} order by messages.sequence), '[]') as messages,
        coalesce(min(messages.sequence), ${edge}::bigint) as first,
        coalesce(max(messages.sequence), ${edge}::bigint - 1) as last
      from (${nearest}) as messages
      join users on users.id = messages.author_id
    ) as page
    where chats.uri = ${uri}`.execute(db);
  return rows[0]?.json;
}

/** Where the chat begins for the member: what is older isn't shown to whoever came later, or was deleted. */
export const begins = sql`greatest(members.visible_from, chats.kept_from)`;

/** The inner limit tells the planner that there are few: it doesn't see the outer one when a plan is kept. */
const side = (range: RawBuilder<unknown>, order: RawBuilder<unknown>, limit: number) => sql`
  select * from (
    select * from messages where chat_id = chats.id and sequence >= ${begins} ${range}
    order by sequence ${order} limit ${sql.lit(limits.pageSizeMax)}
  ) as nearest order by sequence ${order} limit ${limit}`;
