import type { Client } from 'pg';
import type { MigrationFile } from './migration-files.ts';

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

/** Waits until no process migrates this database; holds migrations up, but not others that want the same. */
export async function lockMigrationsShared(client: Client): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1)', [key]);
}

export async function unlockMigrationsShared(client: Client): Promise<void> {
  await client.query('select pg_advisory_unlock_shared($1)', [key]);
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

/** The migration and the note that it was applied: in a transaction of the caller's, so that it is both or neither. */
export async function runMigration(client: Client, { name, checksum, sql }: MigrationFile): Promise<void> {
  await client.query(sql);
  await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [name, checksum]);
}
