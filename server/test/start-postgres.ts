import { startEmbeddedPostgres } from '../src/database/embedded-postgres.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestPostgres {
  /** For the `DATABASE_URL` of any number of server processes. */
  url: string;
  stop(): Promise<void>;
}

/**
 * A PostgreSQL with an empty database, on a socket that only this user reaches; ready in about 2 s. `durable` waits for the disk as
 * in use: for benches.
 */
export async function startPostgres({ durable = false } = {}): Promise<TestPostgres> {
  const folder = await temporaryFolder('postgres');
  // Tests needn't outlive a power cut.
  const settings: Record<string, string> = durable ? {} : { fsync: 'off', full_page_writes: 'off' };
  const postgres = await startPostgresIn(folder.path, settings).catch(async (error: unknown) => {
    await folder.remove();
    throw error;
  });
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop();
      await folder.remove();
    },
  };
}

/** The one that `npm start` would have in this data folder, for several processes; nobody else may have the folder meanwhile. */
export async function startPostgresIn(
  dataDir: string,
  settings: Record<string, string> = {},
): Promise<TestPostgres> {
  const log = { info: () => undefined, warn: console.warn };
  const { connection, stop } = await startEmbeddedPostgres({ dataDir, log, settings });
  const { host, user, database } = connection;
  return {
    url: `postgresql://${user}@localhost:5432/${database}?host=${encodeURIComponent(String(host))}`,
    stop,
  };
}
