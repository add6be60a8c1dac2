import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { StartupError } from '../startup-error.ts';
import { whyFailed } from './database-errors.ts';

/** Brings the job queue's own tables, in a schema of their own, up to date. Several processes may do so at once. */
export async function migrateJobs(connection: pg.PoolConfig): Promise<void> {
  const pool = new pg.Pool({ ...connection, max: 2 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  try {
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
  } catch (error) {
    throw new StartupError(
      `The tables of the job queue can't be made or brought up to date: ${whyFailed(error)}.`,
    );
  } finally {
    await pool.end();
  }
}
