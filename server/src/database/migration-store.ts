import type { Client } from 'pg';

export interface AppliedMigration {
  name: string;
  checksum: string;
}

/** "migr" as a number. */
const key = 0x6d696772;

/** Waits until no other process migrates this database. */
export async function lockMigrations(client: Client): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [key]);
}

export async function createMigrationTable(client: Client): Promise<void> {
  await client.query(
    `create table if not exists schema_migrations (
       name text primary key,
       checksum text not null,
       applied_at timestamptz not null default now()
     )`,
  );
}

export async function appliedMigrations(client: Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    'select name, checksum from schema_migrations order by name',
  );
  return rows;
}

/** The migration and the note that it was applied, both or neither. */
export async function applyMigration(
  client: Client,
  migration: AppliedMigration,
  sql: string,
): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
