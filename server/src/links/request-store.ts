import { sql } from 'kysely';
import type { JoinRequest, OwnRequest } from '@chatire/protocol';
import { userJson } from '../accounts/user-store.ts';
import { jsonOf, jsonTime, type Database, type Transaction } from '../database/database.ts';
import { openLink } from './open-link-store.ts';

/** Who was refused may ask again by the same link after that. */
const isRecentlyRefused = sql<boolean>`join_requests.refused_at > now() - interval '1 day'`;
const isWaiting = sql<boolean>`join_requests.refused_at is null`;

/** Of one row of `chats`. A guest who deletes the account while waiting isn't waiting any more. */
export const countOfRequests = sql<number>`(
  select count(*) from join_requests where join_requests.chat_id = chats.id and ${isWaiting}
)`;

/** What somebody who would come by this link has asked before: nothing, if that doesn't matter any more. */
export async function findRequest(
  tx: Transaction,
  chatId: number,
  linkId: number | null,
  userId: number,
): Promise<'waiting' | 'refused' | undefined> {
  const { rows } = await sql<{ is_waiting: boolean }>`
    select ${isWaiting} as is_waiting from join_requests
    where chat_id = ${chatId} and user_id = ${userId} and (${isWaiting} or (link_id = ${linkId}::bigint and ${isRecentlyRefused}))
    order by is_waiting desc limit 1`.execute(tx);
  const [row] = rows;
  return row && (row.is_waiting ? 'waiting' : 'refused');
}

/** False when as many wait as may, or the user has just been deleted. */
export async function insertRequest(
  tx: Transaction,
  request: { chatId: number; linkId: number; userId: number; most: number },
): Promise<boolean> {
  const result = await sql`
    insert into join_requests (link_id, user_id, chat_id)
    select ${request.linkId}, users.id, ${request.chatId} from users
    where users.id = ${request.userId} and users.kind <> 'deleted'
      and (select count(*) from join_requests where chat_id = ${request.chatId} and ${isWaiting}) < ${request.most}
    on conflict (link_id, user_id) do update set refused_at = null, created_at = now()`.execute(tx);
  return result.numAffectedRows === 1n;
}

/** Who waits, the longest first. */
export async function selectRequests(db: Database, chatId: number): Promise<JoinRequest[]> {
  const one = jsonOf<JoinRequest>(sql`
    ${userJson} as user, ${jsonOf(sql`links.id, links.name`)} as link, ${jsonTime('join_requests.created_at')} as created_at`);
  const { rows } = await sql<{ request: JoinRequest }>`
    select ${one} as request
    from join_requests join users on users.id = join_requests.user_id join links on links.id = join_requests.link_id
    where join_requests.chat_id = ${chatId} and ${isWaiting}
    order by join_requests.created_at, join_requests.user_id`.execute(db);
  return rows.map(({ request }) => request);
}

/** Takes a request out of the line, to let somebody in. Gives by which link, and as what. */
export async function takeRequest(
  tx: Transaction,
  chatId: number,
  userId: number,
): Promise<{ link_id: number; code: string; role: 'member' | 'reader' } | undefined> {
  const { rows } = await sql<{ link_id: number; code: string; role: 'member' | 'reader' }>`
    delete from join_requests using links
    where join_requests.chat_id = ${chatId} and user_id = ${userId} and ${isWaiting} and links.id = join_requests.link_id
    returning links.id as link_id, links.code, links.role`.execute(tx);
  return rows[0];
}

/** Of one person, or of all who asked by a link. What was set aside for them is free again. Gives whom, and by which code. */
export async function refuseRequests(
  tx: Transaction,
  chatId: number,
  whose: { userId: number } | { linkId: number },
): Promise<{ user_id: number; code: string }[]> {
  const those = 'userId' in whose ? sql`user_id = ${whose.userId}` : sql`link_id = ${whose.linkId}`;
  const { rows } = await sql<{ user_id: number; code: string }>`
    with refused as (
      update join_requests set refused_at = now() where chat_id = ${chatId} and ${isWaiting} and ${those}
      returning link_id, user_id
    ), freed as (
      update links set uses = greatest(uses - of_link.count, 0)
      from (select link_id, count(*) from refused group by link_id) as of_link where links.id = of_link.link_id
    )
    select refused.user_id, links.code from refused join links on links.id = refused.link_id`.execute(tx);
  return rows;
}

/** Of somebody who came in by another way, or deletes the account. False when there was none. */
export async function dropRequests(
  tx: Transaction,
  userId: number,
  chatId: number | null = null,
): Promise<boolean> {
  const { rows } = await sql`
    with gone as (
      delete from join_requests where user_id = ${userId} and (${chatId}::bigint is null or chat_id = ${chatId}::bigint)
      returning link_id, refused_at
    ), freed as (
      update links set uses = greatest(uses - 1, 0) from gone where links.id = gone.link_id and gone.refused_at is null
    )
    select from gone where refused_at is null`.execute(tx);
  return rows.length > 0;
}

/** What the user is to the chat of this link. Nothing for strangers whose link doesn't work, and for whoever is banned. */
export async function selectOwnRequest(
  db: Database,
  userId: number,
  code: string,
): Promise<OwnRequest | undefined> {
  const { rows } = await sql<OwnRequest>`
    with link as (
      select id as chat_id, null::bigint as link_id from chats where link_code = ${code} or uri = ${code}
      union
      select chat_id, id from links where code = ${code}
    ), own as (
      select chats.uri,
        exists (select from members where members.chat_id = chats.id and members.user_id = ${userId}) as is_in,
        (
          select case when ${isWaiting} then 'waiting' when ${isRecentlyRefused} then 'refused' end from join_requests
          where join_requests.link_id = link.link_id and join_requests.user_id = ${userId}
        ) as asked,
        exists (${openLink(code)}) as is_open
      from link join chats on chats.id = link.chat_id
      where not exists (select from bans where bans.chat_id = chats.id and bans.user_id = ${userId})
    )
    select case when is_in then 'in' when asked is not null then asked else 'none' end as state, case when is_in then uri end as uri
    from own where is_in or asked is not null or is_open`.execute(db);
  return rows[0];
}
