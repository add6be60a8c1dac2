import { afterAll, beforeAll } from 'vitest';
import { cloneDatabase, type TestDatabase } from './clone-database.ts';
import { startServer, type RunningServer } from './start-server.ts';

export interface UsedServer {
  readonly url: string;
  readonly database: TestDatabase;
  readonly server: RunningServer;
}

/** A real server on a database of its own for the tests of a file; both are gone after them. */
export function useServer(env: Record<string, string> = {}): UsedServer {
  let database: TestDatabase | undefined;
  let server: RunningServer | undefined;
  beforeAll(async () => {
    database = await cloneDatabase();
    server = await startServer({ env: { DATABASE_URL: database.url, RATE_LIMITS: 'off', ...env } });
  });
  afterAll(async () => {
    await server?.stop();
    await database?.drop();
  });
  return {
    get url() {
      return this.server.url;
    },
    get database() {
      if (!database) throw new Error('The database is there from beforeAll on.');
      return database;
    },
    get server() {
      if (!server) throw new Error('The server runs from beforeAll on.');
      return server;
    },
  };
}
