import { sql } from 'kysely';
import type { Invitation } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { openLink } from '../links/open-link-store.ts';

/** What a stranger with the link may know; nothing when the link lets nobody in. */
export async function selectInvitation(db: Database, code: string): Promise<Invitation | undefined> {
  const { rows } = await sql<Invitation>`
    select open.code as uri, chats.name, chats.topic, chats.emoji, coalesce(inviter.name, owner.name) as invited_by,
      size.member_count, coalesce(first.member_names, '[]') as member_names,
      coalesce(first.member_colours, '[]') as member_colours, open.role,
      open.password_hash is not null as password, open.ask_first
    from (${openLink(code)}) as open
    join chats on chats.id = open.chat_id
    join members on members.chat_id = chats.id and members.role = 'owner'
    join users as owner on owner.id = members.user_id
    left join lateral (
      select users.name from members join users on users.id = members.user_id
      where members.chat_id = chats.id and members.user_id = open.created_by
    ) as inviter on true
    cross join lateral (select count(*) as member_count from members where members.chat_id = chats.id) as size
    cross join lateral (
      select json_agg(member.name) as member_names, json_agg(member.colour) as member_colours from (
        select users.name, users.id % 6 as colour from members join users on users.id = members.user_id
        where members.chat_id = chats.id and open.password_hash is null and not open.ask_first
        order by members.joined_sequence limit 4
      ) as member
    ) as first`.execute(db);
  return rows[0];
}
