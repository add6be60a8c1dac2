import { sql } from 'kysely';
import { limits } from '@chatire/protocol';
import type { Database } from '../database/database.ts';

/** Whether the members of `chats` are few enough to be told who has read what. */
export const isShared = sql<boolean>`(
  select count(*) <= ${limits.readMarksMembers} from (
    select from members as one where one.chat_id = chats.id limit ${limits.readMarksMembers + 1}
  ) as counted
)`;

export interface ReadMarkRow {
  chat_id: number;
  user_id: number;
  read_sequence: number;
}

/** How far the members of these chats have read; of small chats only. */
export async function selectReadMarks(db: Database, chatIds: readonly number[]): Promise<ReadMarkRow[]> {
  const { rows } = await sql<ReadMarkRow>`
    with small as materialized (select id from chats where id = any(${chatIds}::bigint[]) and ${isShared})
    select chat_id, user_id, read_sequence from members join small on small.id = members.chat_id`.execute(db);
  return rows;
}
