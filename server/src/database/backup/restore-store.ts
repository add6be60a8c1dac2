import { setTimeout as sleep } from 'node:timers/promises';
import { escapeIdentifier, type Client } from 'pg';

/** Other programs that use the database, by the name that they gave themselves. */
export async function othersConnected(client: Client, tries = 20): Promise<string[]> {
  // Within a transaction PostgreSQL would go on giving what it has seen first.
  await client.query('select pg_stat_clear_snapshot()');
  const { rows } = await client.query<{ name: string }>(
    `select coalesce(nullif(application_name, ''), 'process ' || pid) as name from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  );
  // What has just ended takes a moment to go.
  if (rows.length === 0 || tries === 1) return rows.map(({ name }) => name);
  await sleep(50);
  return othersConnected(client, tries - 1);
}

export type Found = 'nothing' | 'another program' | 'no accounts' | 'accounts';

/** What the database holds before a restore. */
export async function whatIsThere(client: Client): Promise<Found> {
  const { rows } = await client.query<{ tables: number; ours: boolean; people: boolean }>(
    `select count(*)::int as tables, coalesce(bool_or(relname = 'schema_migrations'), false) as ours,
       coalesce(bool_or(relname = 'users'), false) as people
     from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm')`,
  );
  const { tables, ours, people } = rows[0]!;
  if (tables === 0) return 'nothing';
  if (!ours) return 'another program';
  if (!people) return 'no accounts';
  const { rowCount } = await client.query('select from users limit 1');
  return rowCount === 0 ? 'no accounts' : 'accounts';
}

export async function dropTables(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     where relnamespace = current_schema()::regnamespace and relkind = 'r'`,
  );
  if (rows.length > 0) await client.query(`drop table ${rows.map(({ name }) => name).join(', ')} cascade`);
}

/** Of what migrations put into new tables, the backup holds its own. */
export async function emptyTables(client: Client, names: string[]): Promise<void> {
  if (names.length > 0)
    await client.query(`truncate ${names.map((name) => escapeIdentifier(name)).join(', ')}`);
}

export interface ForeignKey {
  table: string;
  name: string;
  definition: string;
}

/** Tables can then be filled in any order, and each key is checked once instead of row by row. */
export async function takeForeignKeysOff(client: Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace`,
  );
  for (const { table, name } of rows) await client.query(`alter table ${table} drop constraint ${name}`);
  return rows;
}

export async function putForeignKeysBack(client: Client, keys: ForeignKey[]): Promise<void> {
  for (const { table, name, definition } of keys)
    await client.query(`alter table ${table} add constraint ${name} ${definition}`);
}

/** The next row of each table gets a number that none has. */
export async function resetIdentities(client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `select attrelid::regclass::text as table, quote_ident(attname) as column,
       pg_get_serial_sequence(attrelid::regclass::text, attname) as sequence
     from pg_attribute join pg_class on pg_class.oid = attrelid
     where relnamespace = current_schema()::regnamespace and relkind = 'r' and attidentity <> ''`,
  );
  for (const { table, column, sequence } of rows)
    await client.query(`select setval($1, coalesce(max(${column}), 0) + 1, false) from ${table}`, [sequence]);
}

/** Pages that were ahead of the backup forget what they hold. */
export async function giveNewEpoch(client: Client): Promise<void> {
  await client.query('update installation set epoch = gen_random_uuid()');
}
