import { Kysely, PostgresDialect, type Transaction as KyselyTransaction } from 'kysely';
import pg from 'pg';
import { isDeadlock } from './database-errors.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;
export type Transaction = KyselyTransaction<Tables>;

const int8 = 20;

/**
 * A pool of at most `max` connections (default 10). An acknowledged write is on disk, whatever the server's own default says.
 * `onError` hears of connections that broke; the pool replaces them by itself.
 */
export function openDatabase(connection: pg.PoolConfig, onError: (error: Error) => void): Database {
  const pool = new pg.Pool({
    max: 10,
    connectionTimeoutMillis: 5_000,
    options:
      '-c synchronous_commit=on -c statement_timeout=15000 -c idle_in_transaction_session_timeout=15000',
    ...connection,
    types: { getTypeParser: parserFor },
  });
  // Also of those in use: one that breaks between two statements of a transaction has no query to tell, and an error
  // that nobody listens for would end the process. The next statement fails by itself.
  pool.on('connect', (client) => void client.on('error', onError));
  pool.on('error', () => undefined);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/**
 * Read committed on purpose: after waiting for a row's lock, the next statement must see what the other wrote.
 * A deadlock's victim is tried again, so `work` must have no effect but on the database.
 */
export async function transaction<T>(
  db: Database,
  work: (tx: Transaction) => Promise<T>,
  tries = 3,
): Promise<T> {
  try {
    return await db.transaction().setIsolationLevel('read committed').execute(work);
  } catch (error) {
    if (tries > 1 && isDeadlock(error)) return transaction(db, work, tries - 1);
    throw error;
  }
}

/** Every statement sees the same moment. */
export function transactionForReading<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
}

/** Ids and sequences fit a double up to 2^53: at a million events a second that is 285 years. */
const parserFor = ((oid: number, format: 'text' | 'binary') =>
  oid === int8 && format !== 'binary'
    ? Number
    : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser;
