import { sql, type RawBuilder } from 'kysely';
import { jsonTime, type Database } from '../database/database.ts';

/** What is kept of a person and is nobody else's: parts that are small, each the JSON text of its value. */
export async function selectOwnParts(db: Database, userId: number): Promise<Record<string, string>> {
  const parts = Object.entries(partsOf(userId));
  const found: Record<string, string> = {};
  for (const [name, query] of parts) {
    const { rows } = await sql<{ json: string | null }>`${query}`.execute(db);
    found[name] = rows[0]?.json ?? 'null';
  }
  return found;
}

const listOf = (rows: RawBuilder<unknown>) =>
  sql`select coalesce(json_agg(row_to_json(one)), '[]')::text as json from (${rows}) as one`;

const partsOf = (userId: number): Record<string, RawBuilder<unknown>> => ({
  profile: sql`
    select row_to_json(one)::text as json from (
      select id, kind, username, name, email, ${jsonTime('created_at')} as created_at, settings,
        password_hash is not null as has_password, exists (select from totp where user_id = users.id and confirmed_at is not null) as has_codes,
        (select encode(bytes, 'base64') from pictures where pictures.id = users.picture_id) as picture_webp
      from users where id = ${userId}
    ) as one`,
  sessions: listOf(sql`
    select user_agent, ${jsonTime('created_at')} as created_at, ${jsonTime('last_used_at')} as last_used_at,
      ${jsonTime('ended_at')} as ended_at
    from sessions where user_id = ${userId} order by created_at`),
  providers: listOf(sql`
    select issuer, subject, ${jsonTime('created_at')} as created_at from identities where user_id = ${userId}`),
  passkeys: listOf(sql`
    select name, ${jsonTime('created_at')} as created_at, ${jsonTime('last_used_at')} as last_used_at
    from passkeys where user_id = ${userId} order by id`),
  notifications: listOf(sql`
    select channel, level, ${jsonTime('created_at')} as created_at from targets where user_id = ${userId} order by id`),
  chats: listOf(sql`
    select chats.uri, chats.name, members.role, ${jsonTime('members.joined_at')} as joined_at, members.read_sequence,
      members.pinned, members.level, members.archived_sequence, members.unread_from,
      ${jsonTime('members.muted_until')} as muted_until
    from members join chats on chats.id = members.chat_id where members.user_id = ${userId} order by members.joined_at`),
  links: listOf(sql`
    select chats.uri as chat, links.code, links.name, links.role, links.uses, ${jsonTime('links.created_at')} as created_at,
      ${jsonTime('links.revoked_at')} as revoked_at
    from members join chats on chats.id = members.chat_id
    join links on links.chat_id = members.chat_id and links.created_by = members.user_id
    where members.user_id = ${userId} order by links.id`),
  requests: listOf(sql`
    select links.code as link, ${jsonTime('join_requests.created_at')} as created_at,
      ${jsonTime('join_requests.refused_at')} as refused_at
    from join_requests join links on links.id = join_requests.link_id where join_requests.user_id = ${userId}`),
  bans: listOf(sql`
    select chats.uri as chat, ${jsonTime('bans.created_at')} as created_at
    from bans join chats on chats.id = bans.chat_id where bans.user_id = ${userId}`),
  reports: listOf(sql`
    select chats.uri as chat, reports.message_id, reports.reason, reports.words, ${jsonTime('reports.created_at')} as created_at
    from reports join chats on chats.id = reports.chat_id where reports.reporter_id = ${userId} order by reports.id`),
  held_messages: listOf(sql`
    select chats.uri as chat, held_messages.text, ${jsonTime('held_messages.created_at')} as created_at,
      ${jsonTime('held_messages.refused_at')} as refused_at
    from held_messages join chats on chats.id = held_messages.chat_id where author_id = ${userId} order by held_messages.id`),
  reactions: listOf(sql`
    select chats.uri as chat, reactions.message_id, reactions.emoji
    from reactions join messages on messages.id = reactions.message_id join chats on chats.id = messages.chat_id
    where reactions.user_id = ${userId} order by reactions.message_id`),
});

/** Messages with these ids, with what they said before they were edited: the JSON text of each. Nothing that others wrote. */
export async function selectOwnMessages(db: Database, ids: readonly number[]): Promise<string[]> {
  const { rows } = await sql<{ json: string }>`
    select row_to_json(one)::text as json from (
      select chats.uri as chat, messages.id, messages.sequence, messages.text, messages.reply_to,
        ${jsonTime('messages.created_at')} as created_at, ${jsonTime('messages.edited_at')} as edited_at,
        (
          select coalesce(json_agg(json_build_object('text', text, 'written_at', ${jsonTime('written_at')}) order by written_at), '[]')
          from message_versions where message_id = messages.id
        ) as before
      from messages join chats on chats.id = messages.chat_id
      where messages.id = any(${ids}::bigint[]) and messages.sequence >= chats.kept_from
      order by messages.chat_id, messages.sequence
    ) as one`.execute(db);
  return rows.map(({ json }) => json);
}
