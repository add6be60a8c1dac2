import type pg from 'pg';
import { StartupError } from '../startup-error.ts';
import { connectOrExplain } from './connect-or-explain.ts';
import { type MigrationFile, readMigrations } from './migration-files.ts';
import {
  type AppliedMigration,
  appliedMigrations,
  applyMigration,
  createMigrationTable,
  lockMigrations,
} from './migration-store.ts';

/**
 * Brings the database to what the files in `folder` say: forward only, each file once, in a transaction. Several processes may do
 * so at once. Gives the names of the files that it applied. What can't go on is a `StartupError`.
 */
export async function migrate(connection: pg.PoolConfig, folder: string): Promise<string[]> {
  const files = await readMigrations(folder);
  const client = await connectOrExplain(connection);
  try {
    await lockMigrations(client);
    await createMigrationTable(client);
    const pending = findPending(files, await appliedMigrations(client));
    for (const file of pending) await apply(client, file);
    return pending.map((file) => file.name);
  } finally {
    await client.end();
  }
}

function findPending(files: MigrationFile[], applied: AppliedMigration[]): MigrationFile[] {
  for (const { name, checksum } of applied) {
    const file = files.find((candidate) => candidate.name === name);
    if (!file)
      throw new StartupError(
        `The database was written by a newer Chatire (this one doesn't know ${name}): update Chatire, or restore a backup from before.`,
      );
    if (file.checksum !== checksum)
      throw new StartupError(
        `The migration ${name} was changed after it had been applied to this database: bring the file back as it was, and put the change into a new one.`,
      );
  }
  const pending = files.slice(applied.length);
  const last = applied.at(-1)?.name;
  // What is applied has to be the beginning of the files; then the rest is what is missing.
  if (last !== undefined && files[applied.length - 1]?.name !== last)
    throw new StartupError(
      `A migration stands before ${last}, which is applied already: give the new file the next number.`,
    );
  return pending;
}

async function apply(client: pg.Client, file: MigrationFile): Promise<void> {
  try {
    await applyMigration(client, file, file.sql);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      `The migration ${file.name} failed, and the database is as it was before: ${reason}.`,
    );
  }
}
