import { sql } from 'kysely';
import type { Chat, User } from '@chatire/protocol';
import type { Database } from '../database/database.ts';

interface ChatListRow extends Omit<Chat, 'created_at' | 'last_message'> {
  created_at: Date;
  last_id: number | null;
  last_sequence: number;
  last_client_id: string | null;
  last_text: string;
  last_user: User;
  last_created_at: Date;
  last_edited_at: Date | null;
  last_deleted_at: Date | null;
}

/** The chats of a user as its list shows them, newest activity first; only the one with `uri` if that is given. */
export async function selectChatList(db: Database, userId: number, uri?: string): Promise<Chat[]> {
  const { rows } = await sql<ChatListRow>`
    select chats.uri, chats.name, chats.link_enabled, chats.created_at, chats.sequence,
      me.role, me.read_sequence, owner.user as owner, size.member_count, others.some_members, unread.unread_count,
      last.id as last_id, last.sequence as last_sequence, last.client_id as last_client_id, last.text as last_text,
      last.created_at as last_created_at, last.edited_at as last_edited_at, last.deleted_at as last_deleted_at,
      last.user as last_user
    from members as me
    join chats on chats.id = me.chat_id
    cross join lateral (
      select ${userJson} as user from members join users on users.id = members.user_id
      where members.chat_id = chats.id and members.role = 'owner'
    ) as owner
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
        where messages.chat_id = chats.id and messages.sequence > me.read_sequence and messages.author_id <> me.user_id
        limit 100
      ) as counted
    ) as unread
    left join lateral (
      select messages.*, ${userJson} as user from messages join users on users.id = messages.author_id
      where messages.chat_id = chats.id order by messages.sequence desc limit 1
    ) as last on true
    where me.user_id = ${userId} ${uri === undefined ? sql`` : sql`and chats.uri = ${uri}`}
    order by coalesce(last.created_at, me.joined_at) desc, chats.id desc`.execute(db);
  return rows.map(toChat);
}

const userJson = sql`json_build_object('id', users.id, 'username', users.username, 'name', users.name, 'kind', users.kind)`;

function toChat(row: ChatListRow): Chat {
  const {
    last_id,
    last_sequence,
    last_client_id,
    last_text,
    last_user,
    last_created_at,
    last_edited_at,
    last_deleted_at,
    created_at,
    ...chat
  } = row;
  const last_message =
    last_id === null
      ? null
      : {
          id: last_id,
          sequence: last_sequence,
          client_id: last_client_id,
          message: last_text,
          user: last_user,
          created_at: last_created_at.toISOString(),
          edited_at: last_edited_at?.toISOString() ?? null,
          deleted_at: last_deleted_at?.toISOString() ?? null,
        };
  return { ...chat, created_at: created_at.toISOString(), last_message };
}
