import { Kysely, PostgresDialect, sql, type RawBuilder, type Transaction as KyselyTransaction } from 'kysely';
import pg from 'pg';
import { isDeadlock } from './database-errors.ts';
import { countError, createDatabaseUse, type DatabaseUse } from './database-use.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;
export type Transaction = KyselyTransaction<Tables>;

const int8 = 20;

/**
 * A pool of at most `max` connections (default 10). An acknowledged write is on disk, whatever the server's own default says.
 * `onError` hears of connections that broke; the pool replaces them by itself.
 */
export function openDatabase(connection: pg.PoolConfig, onError: (error: Error) => void): Database {
  const errors = new Map<string, number>();
  const options: pg.PoolConfig & Counting = {
    // One stays, so that a restore sees that somebody uses the database.
    min: 1,
    options:
      // Every query of ours has an index. Plans are kept, and one made while a table was small must not read all of it later.
      '-c enable_seqscan=off -c synchronous_commit=on -c statement_timeout=15000 -c idle_in_transaction_session_timeout=15000',
    Client: ClientWithKeptPlans,
    ...connection,
    types: { getTypeParser: parserFor },
    countError: (error) => countError(errors, error),
  };
  const pool = openPool(options, onError);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  uses.set(db, createDatabaseUse(pool, errors));
  return db;
}

/** Connections without our ways, for a library that has its own. */
export function openPool(connection: pg.PoolConfig, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ max: 10, connectionTimeoutMillis: 5_000, ...connection });
  // Also of those in use: one that breaks between two statements of a transaction has no query to tell, and an error
  // that nobody listens for would end the process. The next statement fails by itself.
  pool.on('connect', (client) => void client.on('error', onError));
  pool.on('error', () => undefined);
  return pool;
}

/** Of a database that was opened here. */
export function useOf(db: Database): DatabaseUse {
  const use = uses.get(db);
  if (!use) throw new Error('Only a database itself has a use, no transaction.');
  return use;
}

const uses = new WeakMap<Database, DatabaseUse>();

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

/** An object of JSON with these columns. `json_build_object` would write blanks around each name, 7 % of a page. */
export const jsonOf = <T>(columns: RawBuilder<unknown>): RawBuilder<T> =>
  sql`(select row_to_json(one) from (select ${columns}) as one)`;

/** A time in JSON as `toISOString` writes it: cut to milliseconds, too, so that an event and a page say the same. */
export const jsonTime = (column: string): RawBuilder<string> =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** What statements are called on a connection. Their texts are those of the stores, so there are few of them. */
const names = new Map<string, string>();
const mostNames = 500;

/** Parses and plans each statement once for a connection: for the write of a post that is most of its time. */
class ClientWithKeptPlans extends pg.Client {
  readonly #countError: Counting['countError'];

  constructor(options?: pg.ClientConfig & Partial<Counting>) {
    super(options);
    this.#countError = options?.countError ?? (() => undefined);
  }

  override query(...args: unknown[]): never {
    const asked: unknown = this.#ask(args);
    if (asked instanceof Promise) asked.catch(this.#countError);
    return asked as never;
  }

  #ask(args: unknown[]): unknown {
    const [text, values] = args;
    if (args.length !== 2 || typeof text !== 'string' || !Array.isArray(values) || values.length === 0)
      return Reflect.apply(super.query, this, args);
    if (!names.has(text) && names.size < mostNames) names.set(text, `s${names.size}`);
    const name = names.get(text);
    return super.query({ ...(name !== undefined && { name }), text, values });
  }
}

/** The pool hands its options on to each of its clients. */
interface Counting {
  countError(error: unknown): void;
}

/** Ids and sequences fit a double up to 2^53: at a million events a second that is 285 years. */
const parserFor = ((oid: number, format: 'text' | 'binary') =>
  oid === int8 && format !== 'binary'
    ? Number
    : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser;
