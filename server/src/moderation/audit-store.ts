import { sql } from 'kysely';
import { limits, type AuditAction, type AuditEntry } from '@chatire/protocol';
import type { Database, Transaction } from '../database/database.ts';

export interface Audited {
  /** null: it concerns the server. */
  chatId: number | null;
  actorId: number;
  action: AuditAction;
  /** To whom it is done. */
  userId?: number | undefined;
  /** What was changed and to what; never a text of a message, nor a secret. */
  details?: Record<string, string | number | boolean | null | undefined>;
}

/** In the transaction of what it tells of. */
export async function writeAudit(
  tx: Transaction,
  { chatId, actorId, action, userId, details = {} }: Audited,
): Promise<void> {
  await sql`
    insert into audit (chat_id, actor_id, actor_name, action, user_id, user_name, details)
    select ${chatId}::bigint, actor.id, actor.name, ${action}, concerned.id, concerned.name, ${JSON.stringify(details)}::jsonb
    from users as actor left join users as concerned on concerned.id = ${userId ?? null}::bigint
    where actor.id = ${actorId}`.execute(tx);
}

/** Newest first, one more than a page has: then there are older ones. */
export async function selectAudit(
  db: Database,
  chatId: number | null,
  before: number | undefined,
): Promise<AuditEntry[]> {
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where('chat_id', chatId === null ? 'is' : '=', chatId)
    .where('id', '<', before ?? Number.MAX_SAFE_INTEGER)
    .orderBy('id', 'desc')
    .limit(limits.pageSize + 1)
    .execute();
  return rows.map(({ id, at, actor_id, actor_name, action, user_id, user_name, details }) => ({
    id,
    at: at.toISOString(),
    actor: { id: actor_id, name: actor_name },
    action,
    user: user_id === null || user_name === null ? null : { id: user_id, name: user_name },
    details,
  }));
}

/** Of somebody who has deleted the account: what was done stays, the name goes. */
export async function anonymiseAudit(tx: Transaction, userId: number): Promise<void> {
  await sql`
    update audit set
      actor_name = case when actor_id = ${userId} then 'Deleted user' else actor_name end,
      user_name = case when user_id = ${userId} then 'Deleted user' else user_name end
    where actor_id = ${userId} or user_id = ${userId}`.execute(tx);
}
