import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/clone-database.ts';
import { freePorts } from '../../test/free-ports.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { StartupError } from '../startup-error.ts';
import { migrate } from './migrate.ts';

let database: TestDatabase;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let folder: string;

beforeEach(async () => {
  database = await cloneDatabase({ template: 'template0' });
  temporary = await temporaryFolder('migrations');
  folder = temporary.path;
  await write('0001_first.sql', 'create table first (n int); insert into first values (1);');
  await write('0002_second.sql', 'create table second (n int);');
});

afterEach(async () => {
  await temporary.remove();
  await database.drop();
});

test('an empty database gets every file in order, and a second run nothing', async () => {
  expect(await migrate(database.connection, folder)).toEqual(['0001_first.sql', '0002_second.sql']);
  expect(await migrate(database.connection, folder)).toEqual([]);
  expect(await query('select n from first')).toEqual([{ n: 1 }]);
});

test('a later file is applied by the next run', async () => {
  await migrate(database.connection, folder);
  await write('0003_third.sql', 'alter table second add column m int;');
  expect(await migrate(database.connection, folder)).toEqual(['0003_third.sql']);
});

test('processes that start at once apply each file once', async () => {
  const runs = await Promise.all(Array.from({ length: 8 }, () => migrate(database.connection, folder)));
  expect(runs.flat().sort()).toEqual(['0001_first.sql', '0002_second.sql']);
  expect(await query('select n from first')).toEqual([{ n: 1 }]);
});

test('a file for which there is no room says so, and what to do', async () => {
  await write('0002_second.sql', "do $$ begin raise 'no space left' using errcode = 'disk_full'; end $$");
  await expect(migrate(database.connection, folder)).rejects.toThrow(
    'as it was before: its disk is full (no space left); make room there, and start again.',
  );
});

test('a file that fails leaves nothing of itself, and what came before stays', async () => {
  await write('0002_second.sql', 'create table half (n int); insert into nowhere values (1);');
  await expect(migrate(database.connection, folder)).rejects.toThrow(
    'The migration 0002_second.sql failed, and the database is as it was before: relation "nowhere" does not exist',
  );
  expect(await query(`select to_regclass('half') as half, to_regclass('first')::text as first`)).toEqual([
    { half: null, first: 'first' },
  ]);
  expect(await query('select name from schema_migrations')).toEqual([{ name: '0001_first.sql' }]);
});

test('a table that is in use, as by a backup, is waited for without holding others up for long', async () => {
  await migrate(database.connection, folder);
  await write('0003_third.sql', 'alter table first add column m int;');
  const reader = new pg.Client(database.connection);
  await reader.connect();
  await reader.query('begin; lock table first in access share mode');
  const short = { patience: 0, lockTimeout: 50 };
  await expect(migrate(database.connection, folder, short)).rejects.toThrow('due to lock timeout');
  let done = false;
  const migrated = migrate(database.connection, folder, { lockTimeout: 400 }).finally(() => (done = true));
  for (let read = 0; read < 3; read++) {
    // Else it would wait for the reader.
    await query('select n from first');
    await sleep(200);
  }
  expect(done).toBe(false);
  await reader.query('commit');
  expect(await migrated).toEqual(['0003_third.sql']);
  await reader.end();
});

test('two files of one number are refused', async () => {
  await write('0002_also.sql', 'create table also (n int);');
  await expect(migrate(database.connection, folder)).rejects.toThrow(
    'Two migrations have the number of 0002_also.sql.',
  );
});

test('a file that was changed after it had been applied is refused', async () => {
  await migrate(database.connection, folder);
  await write('0001_first.sql', 'create table other (n int);');
  await expect(migrate(database.connection, folder)).rejects.toThrow(
    'The migration 0001_first.sql was changed',
  );
});

test('a database of a newer program is refused', async () => {
  await migrate(database.connection, folder);
  await rm(join(folder, '0002_second.sql'));
  await expect(migrate(database.connection, folder)).rejects.toThrow(
    "a newer Chatire (this one doesn't know 0002_second.sql)",
  );
});

test('a new file before one that is applied is refused', async () => {
  await migrate(database.connection, folder);
  await write('0000_earlier.sql', 'create table earlier (n int);');
  await expect(migrate(database.connection, folder)).rejects.toThrow(
    'A migration stands before 0002_second.sql',
  );
});

test('a PostgreSQL that is not there is one sentence with its place and without the password', async () => {
  const [port] = await freePorts(1);
  const attempt = migrate({ connectionString: `postgresql://u:hunter2@127.0.0.1:${port}/chatire` }, folder);
  await expect(attempt).rejects.toThrow(StartupError);
  await expect(attempt).rejects.toThrow(
    `PostgreSQL at 127.0.0.1:${port} can't be used (nothing listens there): check DATABASE_URL`,
  );
  await expect(attempt).rejects.not.toThrow('hunter2');
});

test('a database that does not exist is one sentence', async () => {
  const attempt = migrate({ ...database.connection, database: 'nowhere' }, folder);
  await expect(attempt).rejects.toThrow('(database "nowhere" does not exist)');
});

async function write(name: string, sql: string): Promise<void> {
  await writeFile(join(folder, name), sql);
}

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client(database.connection);
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}
