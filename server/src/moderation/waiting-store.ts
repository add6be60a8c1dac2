import { sql, type RawBuilder } from 'kysely';
import type { Role, Waiting } from '@chatire/protocol';
import { jsonOf, type Transaction } from '../database/database.ts';
import { countOfRequests } from '../links/request-store.ts';

/** Of a row of `chats`. */
const waitingJson = jsonOf<Waiting>(sql`
  ${countOfRequests} as requests, (select count(*) from held_messages where held_messages.chat_id = chats.id and refused_at is null) as held,
  (select count(distinct message_id) from reports where reports.chat_id = chats.id) as reports`);

/** The same for whoever has this role there; null for those who don't look after the chat. */
export const waitingFor = (role: RawBuilder<Role>): RawBuilder<Waiting | null> =>
  sql`case when ${role} in ('owner', 'moderator') then ${waitingJson} end`;

/** How much waits, and for whom. */
export async function selectWaiting(
  tx: Transaction,
  chatId: number,
): Promise<{ user_id: number; waiting: Waiting }[]> {
  const { rows } = await sql<{ user_id: number; waiting: Waiting }>`
    select members.user_id, one.waiting
    from (select ${waitingJson} as waiting from chats where chats.id = ${chatId}) as one
    join members on members.chat_id = ${chatId} and members.role in ('owner', 'moderator')`.execute(tx);
  return rows;
}
