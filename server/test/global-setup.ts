import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../src/database/embedded-postgres.ts';
import { migrateJobs } from '../src/database/migrate-jobs.ts';
import { migrate } from '../src/database/migrate.ts';
import { temporaryFolder } from './temporary-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The socket's folder of the PostgreSQL of this run. */
    postgresHost: string;
  }
}

export const templateName = 'template_chatire';

/** One PostgreSQL for the whole run, with a migrated database that `cloneDatabase` copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await temporaryFolder('test');
  const postgres = await startEmbeddedPostgres({
    dataDir: folder.path,
    log: { info: () => undefined, warn: console.warn },
    // Tests needn't outlive a power cut. What is killed is a process, never the machine.
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '200' },
  });
  const teardown = async () => {
    await postgres.stop();
    await folder.remove();
  };
  try {
    await makeTemplate(postgres.connection);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('postgresHost', String(postgres.connection.host));
  return teardown;
}

async function makeTemplate(connection: pg.PoolConfig): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  await client.query(`create database ${templateName}`);
  await client.end();
  await migrate({ ...connection, database: templateName }, join(import.meta.dirname, '../migrations'));
  await migrateJobs({ ...connection, database: templateName });
}
