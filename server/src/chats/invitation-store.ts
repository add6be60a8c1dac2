import { sql } from 'kysely';
import type { Invitation } from '@chatire/protocol';
import type { Database } from '../database/database.ts';

/** What a stranger with the link may know; nothing when the link is off. */
export async function selectInvitation(db: Database, code: string): Promise<Invitation | undefined> {
  const { rows } = await sql<Invitation>`
    select chats.link_code as uri, chats.name, chats.topic, chats.emoji, owner.name as invited_by, size.member_count, first.member_names
    from chats
    join members on members.chat_id = chats.id and members.role = 'owner'
    join users as owner on owner.id = members.user_id
    cross join lateral (select count(*) as member_count from members where members.chat_id = chats.id) as size
    cross join lateral (
      select json_agg(member.name) as member_names from (
        select users.name from members join users on users.id = members.user_id
        where members.chat_id = chats.id order by members.joined_sequence limit 4
      ) as member
    ) as first
    where chats.link_code = ${code} and chats.link_enabled`.execute(db);
  return rows[0];
}
