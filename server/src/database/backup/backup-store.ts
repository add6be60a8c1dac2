import type { Readable, Writable } from 'node:stream';
import { escapeIdentifier, type Client } from 'pg';
import { from, to } from 'pg-copy-streams';
import { lockMigrationsShared, unlockMigrationsShared } from '../migration-store.ts';
import { hasJobs, waitingJobs, waitingJobsQuery } from './waiting-jobs-store.ts';

/** A table, and those of its columns that aren't computed from others. */
export interface Table {
  name: string;
  columns: string[];
}

/** How values are written and read, whatever the settings of the two databases are. */
export async function fixNotation(client: Client): Promise<void> {
  await client.query(
    `set client_encoding = 'UTF8'; set datestyle = 'ISO'; set intervalstyle = 'postgres'; set bytea_output = 'hex';
     set extra_float_digits = 1; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`,
  );
}

/**
 * From here on the client sees one moment of the database, and no migration changes a table until it is done. Migrations wait only
 * while the tables are taken, so that a server can start meanwhile.
 */
export async function openSnapshot(client: Client): Promise<Table[]> {
  await lockMigrationsShared(client);
  await client.query('begin isolation level repeatable read read only');
  const tables = await storedTables(client);
  const jobs = (await hasJobs(client)) ? [waitingJobs] : [];
  const names = tables.map(({ name }) => escapeIdentifier(name));
  if (names.length > 0) await client.query(`lock table ${names.join(', ')} in access share mode`);
  await unlockMigrationsShared(client);
  return [...tables, ...jobs];
}

/** All but the list of migrations, which is in the manifest, and what PostgreSQL itself forgets in a crash (unlogged). */
async function storedTables(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select relname::text as name, array_agg(attname::text order by attnum) as columns
     from pg_class join pg_attribute on attrelid = pg_class.oid
     where relnamespace = current_schema()::regnamespace and relkind = 'r' and relpersistence = 'p'
       and relname <> 'schema_migrations' and attnum > 0 and not attisdropped and attgenerated = ''
     group by relname order by relname`,
  );
  return rows;
}

export async function postgresVersion(client: Client): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  return rows[0]?.server_version ?? '';
}

/** A row is a line in COPY's own text, which any later PostgreSQL reads; `rowCount` is right at the end. */
export function copyOut(client: Client, table: Table): Readable & { rowCount: number } {
  return client.query(
    to(`copy ${table === waitingJobs ? `(${waitingJobsQuery})` : target(table)} to stdout`),
  );
}

export function copyIn(client: Client, table: Table): Writable & { rowCount: number } {
  return client.query(from(`copy ${target(table)} from stdin`));
}

function target({ name, columns }: Table): string {
  return `${escapeIdentifier(name)} (${columns.map((column) => escapeIdentifier(column)).join(', ')})`;
}
