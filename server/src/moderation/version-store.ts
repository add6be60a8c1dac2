import { sql } from 'kysely';
import type { Versions } from '@chatire/protocol';
import { jsonTime, type Database } from '../database/database.ts';

/** Newest first. */
export async function selectVersions(db: Database, messageId: number): Promise<Versions['versions']> {
  const { rows } = await sql<Versions['versions'][number]>`
    select text, ${jsonTime('written_at')} as written_at
    from message_versions where message_id = ${messageId} order by message_versions.written_at desc`.execute(
    db,
  );
  return rows;
}
