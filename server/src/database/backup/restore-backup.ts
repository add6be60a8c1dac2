import { type FileHandle, open } from 'node:fs/promises';
import pg from 'pg';
import { StartupError } from '../../startup-error.ts';
import { connectOrExplain } from '../connect-or-explain.ts';
import { whyFailed } from '../database-errors.ts';
import { migrateJobs } from '../migrate-jobs.ts';
import { readMigrations } from '../migration-files.ts';
import { createMigrationTable, lockMigrations, runMigration } from '../migration-store.ts';
import { readArchive } from './archive.ts';
import { fixNotation } from './backup-store.ts';
import { fillTables } from './fill-tables.ts';
import { manifestName, manifestSchema, readJson } from './manifest.ts';
import { splitMigrations } from './split-migrations.ts';
import { createWaitingJobs, putJobsIn } from './waiting-jobs-store.ts';
import {
  dropTables,
  emptyTables,
  giveNewEpoch,
  othersConnected,
  putForeignKeysBack,
  resetIdentities,
  takeForeignKeysOff,
  whatIsThere,
} from './restore-store.ts';

export interface RestoreOptions {
  /** The folder of this program's migrations. */
  migrations: string;
  /** Also where there are accounts, which are gone afterwards. */
  replace: boolean;
  signal: AbortSignal;
  /** Hears how many bytes of the file were read so far. */
  onProgress(table: string, bytes: number): void;
}

export interface Restored {
  rows: number;
  madeAt: string;
  /** The names of the migrations that were applied to the rows of an older backup. */
  migrated: string[];
}

/**
 * Makes the database what a backup holds, brought up to date. All of it or nothing: a restore that fails, for which a `StartupError`
 * says why, leaves the database as it was.
 */
export async function restoreBackup(
  connection: pg.PoolConfig,
  path: string,
  options: RestoreOptions,
): Promise<Restored> {
  const file = await open(path).catch(() => {
    throw new StartupError(`${path} can't be read: is that its name?`);
  });
  try {
    const client = await connectOrExplain(connection);
    try {
      await migrateJobs(connection);
      await fixNotation(client);
      // A server that starts now waits, and then finds what was restored.
      await lockMigrations(client);
      await client.query('begin');
      const restored = await restoreInto(client, file, options);
      await client.query('commit');
      await client.query('analyze');
      return restored;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      throw new StartupError(`PostgreSQL refused the backup, and is as it was before: ${whyFailed(error)}.`);
    } finally {
      // Without a commit this undoes all of it.
      await client.end();
    }
  } finally {
    await file.close();
  }
}

async function restoreInto(
  client: pg.Client,
  file: FileHandle,
  { migrations, replace, signal, onProgress }: RestoreOptions,
): Promise<Restored> {
  let last = '';
  const entries = readArchive(file, (bytes) => {
    signal.throwIfAborted();
    onProgress(last, bytes);
  });
  try {
    const manifest = await readJson(manifestSchema, (await entries.next()).value ?? undefined, manifestName);
    const { before, after } = splitMigrations(await readMigrations(migrations), manifest);
    await makeRoom(client, replace);
    await createMigrationTable(client);
    for (const migration of before) await runMigration(client, migration);
    await createWaitingJobs(client);
    await emptyTables(
      client,
      manifest.tables.map(({ name }) => name),
    );
    const keys = await takeForeignKeysOff(client);
    const rows = await fillTables(client, entries, manifest.tables, (table) => (last = table));
    await putForeignKeysBack(client, keys);
    for (const migration of after) await runMigration(client, migration);
    await putJobsIn(client);
    await resetIdentities(client);
    await giveNewEpoch(client);
    return { rows, madeAt: manifest.made_at, migrated: after.map(({ name }) => name) };
  } finally {
    await entries.return();
  }
}

async function makeRoom(client: pg.Client, replace: boolean): Promise<void> {
  const others = await othersConnected(client);
  if (others.length > 0)
    throw new StartupError(
      `Something else uses this database (${others.slice(0, 3).join(', ')}): stop every server on it first.`,
    );
  const found = await whatIsThere(client);
  if (found === 'another program')
    throw new StartupError("This database holds tables that aren't Chatire's: choose another one.");
  if (found === 'accounts' && !replace)
    throw new StartupError(
      'This database holds accounts already. With --replace they are deleted with all that they wrote, and the backup takes their place.',
    );
  await dropTables(client);
}
