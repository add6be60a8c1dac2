import { sql } from 'kysely';
import { limits } from '@chatire/protocol';
import type { Database } from '../database/database.ts';

/** Whether the members of `chats` are few enough to be told who has read what. */
const isSmall = sql<boolean>`(
  select count(*) <= ${limits.readMarksMembers} from (
    select from members as one where one.chat_id = chats.id limit ${limits.readMarksMembers + 1}
  ) as counted
)`;

/** Whether the user lets others know. */
export const shares = sql<boolean>`coalesce((users.settings->>'share_reads')::boolean, true)`;

/** Whether others are told what `members.user_id` has read of `chats`. */
export const isShared = sql<boolean>`(
  ${isSmall} and (select ${shares} from users where users.id = members.user_id)
)`;

export interface ReadMarkRow {
  chat_id: number;
  user_id: number;
  read_sequence: number;
}

/** How far the members of these chats have read, of those who share it; of small chats only. */
export async function selectReadMarks(db: Database, chatIds: readonly number[]): Promise<ReadMarkRow[]> {
  const { rows } = await sql<ReadMarkRow>`
    with small as materialized (select id from chats where id = any(${chatIds}::bigint[]) and ${isSmall})
    select chat_id, user_id, read_sequence
    from small join members on members.chat_id = small.id join users on users.id = members.user_id
    where ${shares}`.execute(db);
  return rows;
}
