import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/clone-database.ts';
import { openDatabase, transaction, type Database } from './database.ts';

let database: TestDatabase;
let db: Database;
let broken: string[];

beforeEach(async () => {
  database = await cloneDatabase();
  broken = [];
  db = openDatabase(database.connection, (error) => broken.push(error.message));
});

afterEach(async () => {
  await db.destroy();
  await database.drop();
});

test('a server that has had nothing to do for long is still seen to use its database', async () => {
  const idle = openDatabase({ ...database.connection, idleTimeoutMillis: 10 }, () => undefined);
  const using = sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`;
  await Promise.all([1, 2, 3].map(() => sql`select 1`.execute(idle)));
  await expect.poll(async () => (await using.execute(db)).rows).toEqual([{ n: 1 }]);
  await sleep(200);
  expect((await using.execute(db)).rows).toEqual([{ n: 1 }]);
  await idle.destroy();
});

test('a connection that breaks between two statements of a transaction fails that transaction and nothing else', async () => {
  const failed = transaction(db, async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    await sql`select pg_terminate_backend(${rows[0]!.pid}, 5000)`.execute(db);
    await expect.poll(() => broken).not.toEqual([]);
    await sql`select 1`.execute(tx);
  });
  await expect(failed).rejects.toThrow();
  expect(broken).toContainEqual(expect.stringContaining('terminating connection'));
  const { rows } = await sql`select 1 as one`.execute(db);
  expect(rows).toEqual([{ one: 1 }]);
});

test('a statement is parsed and planned once for a connection, and never by reading a whole table', async () => {
  await transaction(db, async (tx) => {
    for (const uri of ['one', 'two'])
      await tx.selectFrom('chats').select('id').where('uri', '=', uri).execute();
    const { rows } = await sql<{ statement: string; plans: number }>`
      select statement, (generic_plans + custom_plans)::int as plans from pg_prepared_statements where statement like ${'%"uri" = $1'}`.execute(
      tx,
    );
    expect(rows).toEqual([{ statement: 'select "id" from "chats" where "uri" = $1', plans: 2 }]);
    // Of a table with one row, PostgreSQL would rather read the whole.
    await sql`insert into chats (uri, link_code) values ('aaaaaaaaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaaaaaaaa')`.execute(
      tx,
    );
    await sql`analyze chats`.execute(tx);
    const plan = await sql`explain select id from chats where uri = 'one'`.execute(tx);
    expect(JSON.stringify(plan.rows)).not.toContain('Seq Scan');
  });
});
