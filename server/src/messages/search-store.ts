import { sql } from 'kysely';
import { jsonOf, type Database } from '../database/database.ts';
import { begins } from './history-store.ts';
import { messageJsonFrom } from './message-json-store.ts';

export interface Search {
  /** Regular expressions, all of which a text has to match. */
  patterns: readonly string[];
  before?: number | undefined;
  /** Places of the log that are looked at. */
  span: number;
  limit: number;
}

/**
 * Messages of a chat that match, newest first, among those of `span` places below `before`. Deleted ones have no text. It is the JSON
 * text of the answer; nothing when the user is no member. The limit is written out: it tells the planner to go down the index.
 */
export async function selectMatches(
  db: Database,
  userId: number,
  uri: string,
  { patterns, before, span, limit }: Search,
): Promise<string | undefined> {
  const end = sql`coalesce(${before ?? null}::bigint, chats.sequence + 1)`;
  const answer = jsonOf(sql`
    chats.uri, found.messages, case
      when found.count = ${limit} then found.last
      when ${end} - ${span} > ${begins} then ${end} - ${span}
    end as next`);
  const { rows } = await sql<{ json: string }>`
    select ${answer}::text as json
    from chats
    join members on members.chat_id = chats.id and members.user_id = ${userId}
    cross join lateral (
      select count(*), min(messages.sequence) as last,
        coalesce(json_agg(${messageJsonFrom(sql`members.visible_from`)} order by messages.sequence desc), '[]') as messages
      from (
        select * from messages
        where chat_id = chats.id and sequence < ${end} and sequence >= greatest(${begins}, ${end} - ${span})
          and text ~ all(${patterns}::text[])
        order by sequence desc limit ${sql.lit(limit)}
      ) as messages
      join users on users.id = messages.author_id
    ) as found
    where chats.uri = ${uri}`.execute(db);
  return rows[0]?.json;
}
