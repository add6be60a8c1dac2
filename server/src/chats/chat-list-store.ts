import { sql, type RawBuilder } from 'kysely';
import type { Chat, ChatSettings } from '@chatire/protocol';
import { userJson } from '../accounts/user-store.ts';
import { jsonOf, jsonTime, type Database } from '../database/database.ts';
import { messageJsonFrom } from '../messages/message-json-store.ts';
import { waitingFor } from '../moderation/waiting-store.ts';
import { kindOfChat } from './chat-store.ts';

/** The chats of a user, newest activity first: the JSON text of an array. */
export async function selectChatList(db: Database, userId: number): Promise<string> {
  const { rows } = await sql<{ json: string }>`
    select coalesce(json_agg(chat order by active_at desc, id desc), '[]')::text as json
    from (${selectChats(userId)}) as listed`.execute(db);
  return rows[0]?.json ?? '[]';
}

/** The line of one chat, if the user is a member of it. */
export async function selectChat(db: Database, userId: number, uri: string): Promise<Chat | undefined> {
  const { rows } = await sql<{ chat: Chat }>`${selectChats(userId)} and chats.uri = ${uri}`.execute(db);
  return rows[0]?.chat;
}

const settingsJson = jsonOf<ChatSettings>(sql`me.pinned, me.level, me.archived_sequence`);

function selectChats(userId: number): RawBuilder<unknown> {
  const chat = jsonOf<Chat>(sql`
    chats.uri, ${kindOfChat} as kind, chats.name, chats.topic, chats.emoji, chats.picture, chats.link_enabled, chats.link_code,
    chats.history_for_new, me.visible_from,
    chats.retention_days, chats.kept_from, chats.kept_days, ${jsonTime('chats.ends_at')} as ends_at, chats.ends_after_days,
    ${jsonTime('chats.idle_since')} as idle_since,
    ${jsonTime('chats.created_at')} as created_at, chats.sequence, ${settingsJson} as settings,
    me.role, chats.slow_mode, chats.hold_newcomers,
    me.trusted or me.role in ('owner', 'moderator') as trusted,
    case when me.muted_until > now() then ${jsonTime('me.muted_until')} end as muted_until, ${waitingFor(sql`me.role`)} as waiting, me.read_sequence, me.unread_from, owner.user as owner, size.member_count, others.some_members,
    unread.unread_count, naming.mention_count, last.message as last_message`);
  return sql`
    select chats.id, coalesce(last.created_at, me.joined_at) as active_at,
      ${chat} as chat
    from members as me
    join chats on chats.id = me.chat_id
    left join lateral (
      select ${userJson} as user from members join users on users.id = members.user_id
      where members.chat_id = chats.id and members.role = 'owner'
    ) as owner on true
    cross join lateral (select count(*) as member_count from members where members.chat_id = chats.id) as size
    cross join lateral (
      select coalesce(json_agg(other.user), '[]') as some_members from (
        select ${userJson} as user from members join users on users.id = members.user_id
        where members.chat_id = chats.id and members.user_id <> me.user_id
        order by members.joined_sequence limit 4
      ) as other
    ) as others
    cross join lateral (
      select count(*) as unread_count from (
        select from messages
        where messages.chat_id = chats.id and messages.sequence > me.read_sequence and messages.sequence >= chats.kept_from
          and messages.author_id <> me.user_id
        limit 100
      ) as counted
    ) as unread
    cross join lateral (
      select count(*) as mention_count from (
        select from messages
        where messages.chat_id = chats.id and messages.sequence > me.read_sequence and messages.sequence >= chats.kept_from
          and messages.author_id <> me.user_id
          and messages.mentioned is not null
          and (messages.mentioned = '"all"' or messages.mentioned @> to_jsonb(me.user_id))
        limit 100
      ) as counted
    ) as naming
    left join lateral (
      select ${messageJsonFrom(sql`me.visible_from`)} as message, messages.created_at from messages join users on users.id = messages.author_id
      where messages.chat_id = chats.id and messages.sequence >= greatest(me.visible_from, chats.kept_from) order by messages.sequence desc limit 1
    ) as last on true
    where me.user_id = ${userId}`;
}
