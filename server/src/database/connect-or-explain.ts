import pg from 'pg';
import { StartupError } from '../startup-error.ts';

/** Milliseconds. */
const patience = 5_000;

/** A connection, or a `StartupError` that says where it was tried and why it failed; never the password. */
export async function connectOrExplain(connection: pg.PoolConfig): Promise<pg.Client> {
  const client = new pg.Client({ connectionTimeoutMillis: patience, ...connection });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw new StartupError(
      `PostgreSQL at ${client.host}:${client.port} can't be used (${reason(error)}): check DATABASE_URL, and that PostgreSQL runs there.`,
    );
  }
}

function reason(error: unknown): string {
  // Of a name with several addresses, each has failed; the first says enough.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const code = first instanceof Error && 'code' in first ? String(first.code) : '';
  return wellKnown[code] ?? (first instanceof Error ? first.message : String(first));
}

const wellKnown: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOENT: 'there is no such socket',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'the name of the host could not be looked up',
  EHOSTUNREACH: "the host can't be reached",
  ETIMEDOUT: 'no answer',
};
