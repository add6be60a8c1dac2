import { sql } from 'kysely';
import type { Insertable, Updateable } from 'kysely';
import type { Link, Role } from '@chatire/protocol';
import { userJson } from '../accounts/user-store.ts';
import { jsonOf, jsonTime, type Database, type Transaction } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { isOpen } from './open-link-store.ts';

const mostListed = 200;
const membersNamed = 20;

/** Newest first; of those that are revoked only what somebody came by who is still there. */
export async function selectLinks(db: Database, chatId: number): Promise<Link[]> {
  const { rows } = await sql<{ link: Link }>`${linkRows(chatId)}
    and (links.revoked_at is null or came.member_count > 0)
    order by links.revoked_at is not null, links.id desc limit ${mostListed}`.execute(db);
  return rows.map(({ link }) => link);
}

export async function selectLink(db: Database, chatId: number, id: number): Promise<Link | undefined> {
  const { rows } = await sql<{ link: Link }>`${linkRows(chatId)} and links.id = ${id}`.execute(db);
  return rows[0]?.link;
}

const linkJson = jsonOf<Link>(sql`
  links.id, links.code, links.name, links.role, ${jsonTime('links.expires_at')} as expires_at, links.max_uses, links.uses,
  links.password_hash is not null as password, links.ask_first, ${isOpen} as is_open,
  (select ${userJson} from users where users.id = links.created_by) as created_by,
  ${jsonTime('links.created_at')} as created_at, ${jsonTime('links.revoked_at')} as revoked_at,
  came.member_count, came.some_members`);

const linkRows = (chatId: number) => sql`
  select ${linkJson} as link
  from links
  cross join lateral (
    select coalesce(max(one.total), 0) as member_count,
      coalesce(json_agg(one.user order by one.joined_sequence), '[]') as some_members
    from (
      select ${userJson} as user, members.joined_sequence, count(*) over () as total
      from members join users on users.id = members.user_id
      where members.chat_id = links.chat_id and members.link_id = links.id
      order by members.joined_sequence limit ${membersNamed}
    ) as one
  ) as came
  where links.chat_id = ${chatId}`;

/** Nothing when the chat has as many open ones as it may. */
export async function insertLink(
  tx: Transaction,
  link: Omit<Insertable<Tables['links']>, 'id'>,
): Promise<number> {
  const { id } = await tx.insertInto('links').values(link).returning('id').executeTakeFirstOrThrow();
  return id;
}

export async function countOpenLinks(tx: Transaction, chatId: number): Promise<number> {
  const { count } = await tx
    .selectFrom('links')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('chat_id', '=', chatId)
    .where(isOpen)
    .executeTakeFirstOrThrow();
  return count;
}

/** False when there is no such link, or it is revoked. */
export async function updateLink(
  tx: Transaction,
  chatId: number,
  id: number,
  change: Updateable<Tables['links']>,
): Promise<boolean> {
  const result = await tx
    .updateTable('links')
    .set(change)
    .where('chat_id', '=', chatId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Nobody comes into the chat by any of them any more. */
export async function revokeLinks(tx: Transaction, chatId: number): Promise<void> {
  await tx
    .updateTable('links')
    .set({ revoked_at: sql<Date>`now()` })
    .where('chat_id', '=', chatId)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Some of those who came by a link, of these roles. They are no members any more. */
export async function deleteMembersByLink(
  tx: Transaction,
  from: { chatId: number; linkId: number; roles: readonly Role[]; most: number },
): Promise<number[]> {
  const { rows } = await sql<{ user_id: number }>`
    delete from members where chat_id = ${from.chatId} and user_id in (
      select user_id from members
      where chat_id = ${from.chatId} and link_id = ${from.linkId} and role = any(${from.roles}::text[])
      order by joined_sequence limit ${from.most}
    )
    returning user_id`.execute(tx);
  return rows.map(({ user_id }) => user_id);
}
