import { sql } from 'kysely';
import type { Process, ServerState } from '@chatire/protocol';
import type { Database } from '../database/database.ts';

export type OwnState = Omit<Process, 'is_this'>;

export async function writeProcess(db: Database, state: OwnState): Promise<void> {
  await sql`
    insert into processes (id, state) values (${state.id}, ${JSON.stringify(state)}::jsonb)
    on conflict (id) do update set state = excluded.state, seen_at = now()`.execute(db);
}

/** Those that have written within the last seconds. */
export async function selectProcesses(db: Database, withinSeconds: number): Promise<OwnState[]> {
  const rows = await db
    .selectFrom('processes')
    .select('state')
    .where('seen_at', '>', sql<Date>`now() - ${withinSeconds} * interval '1 second'`)
    .orderBy(sql`state ->> 'started_at'`)
    .execute();
  return rows.map(({ state }) => state);
}

export async function deleteProcess(db: Database, id: string): Promise<void> {
  await sql`delete from processes where id = ${id} or seen_at < now() - interval '1 day'`.execute(db);
}

export async function readDatabaseState(db: Database): Promise<ServerState['database']> {
  const { rows } = await sql<ServerState['database']>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
      (select count(*) from pg_stat_activity where datname = current_database()) as connections,
      current_setting('max_connections')::int as connections_most`.execute(db);
  return rows[0]!;
}
