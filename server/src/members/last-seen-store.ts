import { sql } from 'kysely';
import { limits, type LastSeen } from '@chatire/protocol';
import { jsonTime, type Database } from '../database/database.ts';
import { shares } from './read-mark-store.ts';

/** By their sessions, those that have ended included. The caller has to be one of those who share. */
export async function selectLastSeen(
  db: Database,
  chatId: number,
  callerId: number,
): Promise<LastSeen['seen']> {
  const { rows } = await sql<LastSeen['seen'][number]>`
    with sharing as materialized (
      select members.user_id from members join users on users.id = members.user_id
      where members.chat_id = ${chatId} and ${shares} limit ${limits.presenceNames + 1}
    )
    select sharing.user_id as "user", ${jsonTime('last.used_at')} as at
    from sharing
    cross join lateral (
      select max(last_used_at) as used_at from sessions where sessions.user_id = sharing.user_id
    ) as last
    where last.used_at is not null and sharing.user_id <> ${callerId}
      and ${callerId} in (select user_id from sharing)
      and (select count(*) from sharing) <= ${limits.presenceNames}`.execute(db);
  return rows;
}
