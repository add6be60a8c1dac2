import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatList } from '@chatire/protocol';
import { restoreBackup } from '../src/database/backup/restore-backup.ts';
import { readMigrations } from '../src/database/migration-files.ts';
import { runMigration } from '../src/database/migration-store.ts';
import { createClient, post, tokenFor, wholeHistory, type Person } from './client.ts';
import { cloneDatabase, type TestDatabase } from './clone-database.ts';
import { contractOf, type OpenApi } from './contract.ts';
import { type RunningServer, startServer } from './start-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

const migrations = join(import.meta.dirname, '../migrations');
const releases = join(import.meta.dirname, 'releases');
/** The last migration of 0.1.0, and what made the backup of its database: people who talk, as the README there says. */
const lastOfRelease = '0020_passkeys.sql';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: TestDatabase;
let servers: RunningServer[] = [];
/** What reads a large table once: a check of a million events took 1.4 s on busy cores. Think of `not valid` before you add to it. */
const accepted = [
  '0027_retention.sql: checks events_kind_check of events',
  '0028_deletions.sql: builds reactions_of_user',
];
/** What an old process writes meanwhile. */
const written = { posts: 0, failures: [] as unknown[] };

beforeAll(async () => {
  folder = await temporaryFolder('upgrade');
  for (const name of await readdir(migrations))
    if (name <= lastOfRelease) await copyFile(join(migrations, name), join(folder.path, name));
  database = await cloneDatabase({ template: 'template0' });
  await restoreBackup(database.connection, join(releases, '0.1.0.backup'), {
    migrations: folder.path,
    replace: false,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const old = await writeAsBefore();
  const env = { DATABASE_URL: database.url, RATE_LIMITS: 'off', BROKER: 'postgres' };
  servers = await Promise.all([startServer({ env }), startServer({ env })]);
  await old.stop();
});
afterAll(async () => {
  for (const server of servers) await server.stop();
  await database?.drop();
  await folder?.remove();
});

test('two new processes bring the database of 0.1.0 up to date while an old one writes', async () => {
  expect(written.failures).toEqual([]);
  expect(written.posts).toBeGreaterThan(0);
  const people = await Promise.all(servers.map(({ url }, index) => signIn(url, ['ada', 'grace'][index]!)));
  const { chats } = (await people[0]!.call<ChatList>('GET', '/api/chats/')).body;
  const { uri } = chats[0]!;
  const news = await Promise.all(
    people.flatMap((person) => ['one', 'two'].map((text) => post(person, uri, text))),
  );
  const messages = await wholeHistory(people[1]!, uri);
  expect(messages[0]).toMatchObject({ message: 'Edited' });
  expect(messages[1]).toMatchObject({ message: '', deleted_at: expect.any(String) });
  expect(messages.filter(({ message }) => message === 'from before')).toHaveLength(written.posts);
  expect(
    news
      .map((one) => one.sequence)
      .sort((a, b) => a - b)
      .at(-1),
  ).toBe(messages.at(-1)?.sequence);
  const gaps = `select count(*)::int as events, max(sequence)::int as head from events`;
  const [{ events, head }] = (await ask(gaps)) as [{ events: number; head: number }];
  expect(events).toBe(head);
});

test('what a page of 0.1.0 sends is still taken, and what it reads is still given', async () => {
  const before = (await readFile(join(releases, '0.1.0.contract.txt'), 'utf8')).trim().split('\n');
  const openApi = (await (await fetch(`${servers[0]!.url}/api/openapi.json`)).json()) as OpenApi;
  const now = new Set(contractOf(openApi));
  expect(before.filter((line) => !/ needs/.test(line) && !now.has(line))).toEqual([]);
  const known = new Set(before.map(subject));
  const wanted = [...now].filter((line) => / needs/.test(line) && known.has(subject(line)));
  expect(wanted.filter((line) => !before.includes(line))).toEqual([]);
});

test('no migration after 0.1.0 writes large tables anew, or reads all of one while nobody can write', async () => {
  const empty = await cloneDatabase({ template: 'template0' });
  const fresh = new pg.Client(empty.connection);
  await fresh.connect();
  await fresh.query('create table schema_migrations (name text, checksum text)');
  const found: string[] = [];
  for (const file of await readMigrations(migrations)) {
    const before = file.name > lastOfRelease ? await heavyOf(fresh) : undefined;
    await runMigration(fresh, file);
    if (!before) continue;
    const after = await heavyOf(fresh);
    found.push(
      ...after
        .filter((one) => !before.includes(one))
        .map((one) => `${file.name}: ${one.replace(/ #\d+$/, '')}`),
    );
  }
  await fresh.end();
  await empty.drop();
  expect(found).toEqual(accepted);
});

/** The large tables by what a change of it costs time: the file of the rows, indexes, checked constraints, and columns that must be there. */
async function heavyOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ what: string }>(
    `with large as (select unnest('{messages,events,members,reactions}'::text[]::regclass[]) as id)
     select 'writes ' || relname || ' anew #' || relfilenode as what from pg_class join large on id = oid
     union all select 'builds ' || indexrelid::regclass from pg_index join large on id = indrelid
     union all select 'checks ' || conname || ' of ' || conrelid::regclass || ' #' || pg_constraint.oid from pg_constraint join large on id = conrelid
       where convalidated and contype in ('c', 'f')
     union all select 'looks for nulls in ' || attrelid::regclass || '.' || attname from pg_attribute join large on id = attrelid
       where attnotnull and not atthasdef`,
  );
  return rows.map(({ what }) => what);
}

function subject(line: string): string {
  return line.split(/ (?:needs|takes|\d+ gives|gives)/)[0]!;
}

async function signIn(url: string, username: string): Promise<Person> {
  const client = createClient(url);
  client.token = await tokenFor(client, username);
  return client as Person;
}

async function ask(sql: string): Promise<unknown[]> {
  const client = new pg.Client(database.connection);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Posts one message after the other with the columns that 0.1.0 knows, as a process of it does that is still running. */
async function writeAsBefore(): Promise<{ stop(): Promise<void> }> {
  const client = new pg.Client(database.connection);
  await client.connect();
  let going = true;
  const writing = (async () => {
    while (going)
      await client
        .query(
          `with head as (update chats set sequence = sequence + 1 where id = 1 returning id, sequence), message as (
             insert into messages (chat_id, sequence, version, author_id, client_id, text)
             select id, sequence, sequence, 1, gen_random_uuid(), 'from before' from head returning id, chat_id, sequence, created_at
           )
           insert into events (chat_id, sequence, kind, message_id, created_at)
           select chat_id, sequence, 'message_posted', id, created_at from message`,
        )
        .then(() => written.posts++)
        .catch((error: unknown) => written.failures.push(error))
        .then(() => new Promise((resolve) => setTimeout(resolve, 100)));
  })();
  return {
    async stop() {
      going = false;
      await writing;
      await client.end();
    },
  };
}
