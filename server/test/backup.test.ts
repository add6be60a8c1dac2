import { open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readArchive } from '../src/database/backup/archive.ts';
import { writeNewFile } from '../src/database/backup/new-file.ts';
import { restoreBackup } from '../src/database/backup/restore-backup.ts';
import { writeBackup } from '../src/database/backup/write-backup.ts';
import { dot, post, putPicture, react, signUp, startChat } from './client.ts';
import { cloneDatabase, type TestDatabase } from './clone-database.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { useServer } from './use-server.ts';

/** Without jobs of its own, of which a backup would be made as well. */
const server = useServer({ ROLES: 'web' });
const migrations = join(import.meta.dirname, '../migrations');
const quiet = { version: '0.1.0', signal: new AbortController().signal, onProgress: () => undefined };

let folder: string;
let removeFolder: () => Promise<void>;
/** A backup of the server, made while somebody wrote. */
let good: string;
let rows: number;
let restored: TestDatabase;

beforeAll(async () => {
  ({ path: folder, remove: removeFolder } = await temporaryFolder('backup'));
  const person = await signUp(server.url);
  const { uri } = await startChat(person);
  await putPicture(person, '/api/users/me/picture/', dot);
  const { id } = await post(person, uri, 'A tab\t, a \\ and a\nnew line, \u{1f44d} and \\N');
  await react(person, uri, id, '🎉');
  await query(
    server.database,
    `insert into passkeys (user_id, credential_id, public_key, counter, transports, name)
     values (${person.user.id}, 'one', '\\x00ff0a5c', 0, '{"usb","a \\"b\\", {c}"}', E'\\b\\t')`,
  );
  await query(
    server.database,
    `select graphile_worker.add_job('wait', '{"for":"it"}', null, now() + interval '1 day', 7, 'one', 3);
     select graphile_worker.add_job('dead', '{}', run_at => now() + interval '1 day', max_attempts => 1);
     update graphile_worker._private_jobs set attempts = 1 where max_attempts = 1`,
  );
  good = join(folder, 'good.backup');
  let writing = true;
  const writer = (async () => {
    while (writing) await post(person, uri, 'and on');
  })();
  await post(person, uri, 'now');
  rows = await writeBackup(server.database.connection, good, quiet);
  writing = false;
  await writer;
  restored = await cloneDatabase({ template: 'template0' });
});

afterAll(async () => {
  await restored?.drop();
  await removeFolder?.();
});

test('what was backed up while people wrote is one moment of all tables, and comes back as it was', async () => {
  expect(
    (await restoreBackup(restored.connection, good, { ...quiet, migrations, replace: false })).rows,
  ).toBe(rows);
  const again = join(folder, 'again.backup');
  await writeBackup(restored.connection, again, quiet);
  const [sums, sumsAgain] = [await readSums(good), await readSums(again)];
  // A restored server has an epoch of its own.
  expect(sumsAgain['installation']).not.toEqual(sums['installation']);
  expect({ ...sumsAgain, installation: null }).toEqual({ ...sums, installation: null });
  expect(sums['passkeys']).toMatchObject({ rows: 1 });
  expect(await query(restored, 'select sequence from chats')).toEqual(
    await query(restored, 'select max(sequence) as sequence from events'),
  );
  expect(await query(restored, 'select max(sequence) as sequence from messages')).toEqual(
    await query(restored, 'select max(sequence) as sequence from events'),
  );
  const secret = 'select token_secret from installation';
  expect(await query(restored, secret)).toEqual(await query(server.database, secret));
});

test('jobs wait in the restored server that waited in the other, once', async () => {
  const jobs = `select task_identifier, run_at, max_attempts, key, priority, attempts from graphile_worker.jobs
    where attempts < max_attempts order by key`;
  expect(await query(restored, jobs)).toEqual(await query(server.database, jobs));
  expect(await query(restored, 'select payload from graphile_worker._private_jobs')).toEqual([
    { payload: { for: 'it' } },
  ]);
});

test('the restored tables have the keys and the next numbers that they had', async () => {
  const keys = `select conrelid::regclass::text as table, conname, pg_get_constraintdef(oid) from pg_constraint
    where connamespace = 'public'::regnamespace order by 1, 2`;
  expect(await query(restored, keys)).toEqual(await query(server.database, keys));
  const next = `insert into chats (uri, link_code) values (repeat('a', 22), repeat('a', 22)) returning id`;
  expect(await query(restored, next)).toEqual([{ id: '2' }]);
});

test('a backup is for its owner only, overwrites nothing, and leaves nothing behind when it is cut short', async () => {
  expect((await stat(good)).mode & 0o777).toBe(0o600);
  await expect(writeBackup(server.database.connection, good, quiet)).rejects.toThrow('is there already');
  const aborting = new AbortController();
  const onProgress = () => aborting.abort();
  const cut = writeBackup(server.database.connection, join(folder, 'cut'), {
    ...quiet,
    signal: aborting.signal,
    onProgress,
  });
  await expect(cut).rejects.toThrow('aborted');
  await expect(writeBackup(server.database.connection, join(folder, 'no/where'), quiet)).rejects.toThrow(
    'There is no folder for',
  );
  const onFullDisk = writeNewFile(join(folder, 'full'), () => writeFile('/dev/full', 'some'));
  await expect(onFullDisk).rejects.toThrow('is full, and nothing was left on it: make room');
  await writeFile(join(folder, 'killed.unfinished'), '');
  const besides = writeBackup(server.database.connection, join(folder, 'killed'), quiet);
  await expect(besides).rejects.toThrow('killed.unfinished');
  await rm(join(folder, 'killed.unfinished'));
  expect((await readdir(folder)).sort()).toEqual(['again.backup', 'good.backup']);
});

test.each([
  ['cut off', (file: Buffer) => file.subarray(0, -100), "can't be read to its end"],
  ['of which a byte was changed', (file: Buffer) => flip(file, file.length - 200), 'damaged'],
  [
    'of which the end is missing',
    inside([/sums\.json.*/s, '\0'.repeat(1024)]),
    'The file holds no sums.json',
  ],
  ['of which a row was changed', inside(['and on', 'and no']), 'damaged or was changed (messages)'],
  ['in a later format', inside(['"format": 1', '"format": 2']), 'by a newer Chatire (0.1.0)'],
  ['with a later migration', inside(['0001_accounts', '0901_accounts']), 'by a newer Chatire (0.1.0)'],
  [
    'with another first migration',
    inside([/"checksum": "./, '"checksum": "-']),
    "whose migration 0001_accounts.sql isn't this one's",
  ],
  ['that is something else', () => Buffer.from('{}'), 'no backup of Chatire'],
  ['that is another archive', () => zstdCompressSync(Buffer.alloc(1024)), 'no backup of Chatire'],
])('a file %s is refused, and the database stays as it was', async (_, change, sentence) => {
  const bad = join(folder, 'bad.backup');
  await writeFile(bad, change(await readFile(good)));
  const before = await query(restored, 'select id, sequence from chats');
  await expect(
    restoreBackup(restored.connection, bad, { ...quiet, migrations, replace: true }),
  ).rejects.toThrow(sentence);
  expect(await query(restored, 'select id, sequence from chats')).toEqual(before);
});

test('a database with accounts is replaced only when told so, and never under a running server', async () => {
  const options = { ...quiet, migrations, replace: false };
  await expect(restoreBackup(restored.connection, good, options)).rejects.toThrow('holds accounts already');
  expect(await query(restored, 'select count(*)::int as chats from chats')).toEqual([{ chats: 2 }]);
  await expect(
    restoreBackup(server.database.connection, good, { ...options, replace: true }),
  ).rejects.toThrow('stop every server on it first');
  await restoreBackup(restored.connection, good, { ...options, replace: true });
  expect(await query(restored, 'select count(*)::int as chats from chats')).toEqual([{ chats: 1 }]);
});

test("tables that aren't Chatire's are left alone", async () => {
  const other = await cloneDatabase({ template: 'template0' });
  await query(other, 'create table books (title text)');
  await expect(
    restoreBackup(other.connection, good, { ...quiet, migrations, replace: true }),
  ).rejects.toThrow("tables that aren't Chatire's");
  expect(await query(other, 'select * from books')).toEqual([]);
  await other.drop();
});

async function query(database: TestDatabase, sql: string): Promise<unknown[]> {
  const client = new pg.Client(database.connection);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function readSums(path: string): Promise<Record<string, unknown>> {
  const file = await open(path);
  try {
    for await (const { name, content } of readArchive(file, () => undefined)) {
      const bytes = await buffer(content);
      if (name === 'sums.json') return JSON.parse(String(bytes));
    }
    throw new Error('There are no sums.');
  } finally {
    await file.close();
  }
}

function flip(file: Buffer, at: number): Buffer {
  const flipped = Buffer.from(file);
  flipped[at]! ^= 1;
  return flipped;
}

/** Changes the archive inside of the compression. An entry has to keep its length. */
function inside([what, by]: [string | RegExp, string]): (file: Buffer) => Buffer {
  return (file) => {
    const text = zstdDecompressSync(file).toString('latin1');
    const changed = text.replace(what, by);
    expect(changed).not.toBe(text);
    return zstdCompressSync(Buffer.from(changed, 'latin1'));
  };
}
