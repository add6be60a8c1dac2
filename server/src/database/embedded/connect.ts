import pg from 'pg';
import { superuser } from './cluster.ts';
import { ownName } from './folder-lock-store.ts';
import { socketPort } from './socket-folder.ts';

export function embeddedConnection(socketFolder: string, database: string): pg.ClientConfig {
  return { host: socketFolder, port: socketPort, user: superuser, database };
}

/** A connection to the maintenance database, or `undefined` while nobody answers or the answer is "not yet". */
export async function tryConnect(socketFolder: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    ...embeddedConnection(socketFolder, 'postgres'),
    application_name: ownName,
  });
  // Without a listener, a database that goes away would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    if (isNotYet(error)) return undefined;
    throw error;
  }
}

/** No socket, nobody behind it, PostgreSQL starting or stopping (57P03), too many clients (53300), or cut off while connecting. */
function isNotYet(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const passing = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P03', '53300'];
  return code === undefined || passing.includes(String(code));
}
