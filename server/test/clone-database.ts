import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';
import { templateName } from './global-setup.ts';

export interface TestDatabase {
  connection: pg.PoolConfig;
  /** For the `DATABASE_URL` of a server process. */
  url: string;
  /** Fails if anything is still connected after so many milliseconds, and says what. */
  drop(patience?: number): Promise<void>;
}

/** A database of the test's own, with all migrations applied and no rows; from `template0`, one without tables. */
export async function cloneDatabase({ template = templateName } = {}): Promise<TestDatabase> {
  const host = inject('postgresHost');
  const database = `test_${randomBytes(6).toString('hex')}`;
  const connection = { host, port: 5432, user: 'chatire', database };
  await asAdministrator(host, async (client) => {
    await client.query(`create database ${database} template ${template}`);
  });
  return {
    connection,
    url: `postgresql://chatire@localhost:5432/${database}?host=${encodeURIComponent(host)}`,
    drop: (patience = 20_000) => asAdministrator(host, (client) => dropUnused(client, database, patience)),
  };
}

async function dropUnused(client: pg.Client, database: string, patience: number): Promise<void> {
  const left = await connectionsLeft(client, database, patience);
  await client.query(`drop database ${database}${left.length > 0 ? ' with (force)' : ''}`);
  if (left.length > 0) throw new Error(`The test left connections open: ${JSON.stringify(left, null, 2)}`);
}

/** A connection that was ended takes a moment to go. */
async function connectionsLeft(client: pg.Client, database: string, patience: number): Promise<unknown[]> {
  for (const end = performance.now() + patience; ;) {
    const { rows } = await client.query(
      `select pid, application_name, state, query from pg_stat_activity
       where datname = $1 and backend_type = 'client backend'`,
      [database],
    );
    if (rows.length === 0 || performance.now() > end) return rows;
    await setTimeout(20);
  }
}

async function asAdministrator(host: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ host, port: 5432, user: 'chatire', database: 'postgres' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
