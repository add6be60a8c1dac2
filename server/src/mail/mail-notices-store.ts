import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

/** Of which messages somebody is told by mail, and whether those of an hour or a day come together. */
export interface MailChoice {
  level: 'mentions' | 'all';
  digest: 'hour' | 'day' | null;
}

export interface OwnAddress {
  email: string;
  is_confirmed: boolean;
  choice: MailChoice | null;
}

/** Nothing when there is no such account (any more). */
export async function findAddress(db: Database, userId: number): Promise<OwnAddress | undefined> {
  const { rows } = await sql<OwnAddress>`
    select email, email_confirmed as is_confirmed, (
      select json_build_object('level', level, 'digest', digest) from targets
      where channel = 'mail' and user_id = users.id
    ) as choice
    from users where id = ${userId} and kind = 'account'`.execute(db);
  return rows[0];
}

/** False when the address isn't confirmed (any more). */
export async function insertMailChoice(
  db: Database,
  userId: number,
  { level, digest }: MailChoice,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into targets (channel, user_id, level, digest, address)
    select 'mail', id, ${level}, ${digest}, jsonb_build_object('email', email)
    from (select id, email from users where id = ${userId} and kind = 'account' and email_confirmed for update) as confirmed
    on conflict (user_id, channel) where chat_id is null and session_id is null do update
      set level = excluded.level, digest = excluded.digest, address = excluded.address,
        failures = 0, off_at = null, off_because = null`.execute(db);
  return numAffectedRows === 1n;
}

export async function deleteMailChoice(db: Database, userId: number): Promise<void> {
  await sql`delete from targets where channel = 'mail' and user_id = ${userId}`.execute(db);
}

/** What was chosen before goes there from now on. Nothing when the account has another address by now. */
export async function confirmAddress(db: Database, userId: number, email: string): Promise<void> {
  await sql`
    with confirmed as (
      update users set email_confirmed = true
      where id = ${userId} and kind = 'account' and email = ${email} and email <> '' returning id, email
    )
    update targets set address = jsonb_build_object('email', confirmed.email), failures = 0, off_at = null, off_because = null
    from confirmed where targets.channel = 'mail' and targets.user_id = confirmed.id`.execute(db);
}

/** Nothing is mailed until the new address is confirmed. */
export async function pauseMail(db: Database, userId: number): Promise<void> {
  await sql`
    update targets set off_at = now(), off_because = 'address'
    where channel = 'mail' and user_id = ${userId}`.execute(db);
}
