import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { StartupError } from '../startup-error.ts';
import { connectOrExplain } from './connect-or-explain.ts';
import { isLockTimeout, whyFailed } from './database-errors.ts';
import { type MigrationFile, readMigrations } from './migration-files.ts';
import {
  type AppliedMigration,
  appliedMigrations,
  createMigrationTable,
  lockMigrations,
  runMigration,
} from './migration-store.ts';

/**
 * Brings the database to what the files in `folder` say: forward only, each file once, in a transaction. Several processes may do
 * so at once, and others may use the database: for a table that is in use, as by a backup, it waits up to `patience` milliseconds, and
 * holds others up for `lockTimeout` at a time. Gives the names of the files that it applied. What can't go on is a `StartupError`.
 */
export async function migrate(
  connection: pg.PoolConfig,
  folder: string,
  { patience = 600_000, lockTimeout = 2_000 } = {},
): Promise<string[]> {
  const files = await readMigrations(folder);
  const client = await connectOrExplain(connection);
  try {
    await lockMigrations(client);
    await createMigrationTable(client);
    const pending = findPending(files, await appliedMigrations(client));
    for (const file of pending) await apply(client, file, { patience, lockTimeout });
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

/** The migration in a transaction of its own. */
async function apply(
  client: pg.Client,
  file: MigrationFile,
  { patience, lockTimeout }: { patience: number; lockTimeout: number },
): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    const problem = await tryOnce(client, file, lockTimeout);
    if (problem === undefined) return;
    if (!isLockTimeout(problem) || performance.now() > end)
      throw new StartupError(
        `The migration ${file.name} failed, and the database is as it was before: ${whyFailed(problem)}.`,
      );
    await sleep(lockTimeout / 2);
  }
}

async function tryOnce(client: pg.Client, file: MigrationFile, lockTimeout: number): Promise<unknown> {
  await client.query('begin');
  try {
    // What waits for a table's lock holds up everybody who comes after it, so it doesn't wait long but asks again.
    await client.query(`set local lock_timeout = ${lockTimeout}`);
    await runMigration(client, file);
    await client.query('commit');
    return undefined;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    return error;
  }
}
