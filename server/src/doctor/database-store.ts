import type pg from 'pg';

export type Client = pg.Client;
export type Connection = pg.PoolConfig;

/** Columns are named as they are read below. */
export interface DatabaseFacts {
  version: number;
  /** Milliseconds since 1970 by the database's own clock. */
  clock: number;
  read_only: boolean;
  may_create: boolean;
  durable: boolean;
  encoding: string;
  size: number;
  connections: number;
  max_connections: number;
}

/** What PostgreSQL says of itself and of this user; nothing here needs a table of ours. */
export async function readDatabaseFacts(client: Client): Promise<DatabaseFacts> {
  const { rows } = await client.query<DatabaseFacts>(`
    select current_setting('server_version_num')::int as version,
           extract(epoch from clock_timestamp())::float8 * 1000 as clock,
           pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as read_only,
           has_schema_privilege(current_user, 'public', 'create')
             and has_database_privilege(current_user, current_database(), 'create') as may_create,
           current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on' as durable,
           current_setting('server_encoding') as encoding,
           pg_database_size(current_database())::float8 as size,
           (select count(*) from pg_stat_activity where backend_type = 'client backend')::int as connections,
           current_setting('max_connections')::int as max_connections`);
  return rows[0]!;
}

export async function hasTables(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('schema_migrations') is not null and to_regclass('installation') is not null as there`,
  );
  return rows[0]?.there ?? false;
}

/** Tables that this user can't write, because somebody else made them. */
export async function findForeignTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables
     where schemaname = 'public'
       and not (select bool_and(has_table_privilege(current_user, format('%I.%I', schemaname, tablename), needed))
                from unnest(array['select', 'insert', 'update', 'delete']) as needed)
     order by tablename`,
  );
  return rows.map(({ name }) => name);
}

export async function readSecret(client: Client): Promise<Uint8Array | undefined> {
  const { rows } = await client.query<{ token_secret: Buffer }>('select token_secret from installation');
  return rows[0]?.token_secret;
}
