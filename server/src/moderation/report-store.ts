import { sql } from 'kysely';
import type { Reported, ReportReason } from '@chatire/protocol';
import { userJson } from '../accounts/user-store.ts';
import { jsonOf, jsonTime, type Database, type Transaction } from '../database/database.ts';
import { messageJson } from '../messages/message-json-store.ts';

export interface NewReport {
  chat_id: number;
  message_id: number;
  reporter_id: number;
  reason: ReportReason;
  words: string;
  text: string;
}

/** False when this member has reported this message already. */
export async function insertReport(tx: Transaction, report: NewReport): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('reports')
    .values(report)
    .onConflict((conflict) => conflict.columns(['message_id', 'reporter_id']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** What was said of one message. Gives how many had said something. */
export async function deleteReports(tx: Transaction, messageId: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('reports')
    .where('message_id', '=', messageId)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

const reportJson = jsonOf<Reported['reports'][number]>(sql`
  ${userJson} as "user", reports.reason, reports.words, reports.text, ${jsonTime('reports.created_at')} as at`);

/** The longest waiting first. */
export async function selectReported(db: Database, chatId: number): Promise<Reported[]> {
  const { rows } = await sql<Reported>`
    select ${messageJson} as message, reported.reports
    from (
      select reports.message_id, min(reports.id) as first, json_agg(${reportJson} order by reports.id) as reports
      from reports join users on users.id = reports.reporter_id
      where reports.chat_id = ${chatId} group by reports.message_id order by first limit 100
    ) as reported
    join messages on messages.id = reported.message_id
    join users on users.id = messages.author_id
    order by reported.first`.execute(db);
  return rows;
}
