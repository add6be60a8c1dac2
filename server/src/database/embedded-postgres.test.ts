import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lastWill } from '../../test/last-will.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { StartupError } from '../startup-error.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let dataDir: string;
let running: EmbeddedPostgres[];
let processes: ChildProcess[];
const said: string[] = [];

beforeEach(async () => {
  folder = await temporaryFolder('embedded');
  dataDir = join(folder.path, 'data');
  running = [];
  processes = [];
  said.length = 0;
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const process of processes) await end(process, 'SIGTERM');
  for (const postgres of running) await postgres.stop();
  // Whatever a test killed or left: nothing may still run on the folder.
  expect(await postmasterAlive()).toBe(false);
  await folder.remove();
});

test('the first start makes a database, and the next one finds what was written', async () => {
  const first = await start();
  await query(first, 'create table kept (n int)');
  await first.stop();
  const { rowCount } = await query(await start(), 'insert into kept values (1)');
  expect(rowCount).toBe(1);
});

test('the database is in UTF-8, survives a power cut, listens on no port and is open to nobody else', async () => {
  const postgres = await start();
  const { rows } = await query(
    postgres,
    `select name, setting from pg_settings where name in
     ('server_encoding', 'fsync', 'synchronous_commit', 'listen_addresses') order by name`,
  );
  expect(rows.map((row) => Object.values(row).join('='))).toEqual([
    'fsync=on',
    'listen_addresses=',
    'server_encoding=UTF8',
    'synchronous_commit=on',
  ]);
  expect((await stat(String(postgres.connection.host))).mode & 0o777).toBe(0o700);
  expect(await openToOthers(dataDir), 'what others could read').toEqual([]);
});

test('a second start on the folder is refused without waiting and harms nothing', async () => {
  const postgres = await start();
  const began = performance.now();
  const attempt = start();
  await expect(attempt).rejects.toThrow(StartupError);
  await expect(attempt).rejects.toThrow(
    `The data folder ${dataDir} is in use by another Chatire (process ${process.pid}). Stop it, or set DATA_DIR to another folder.`,
  );
  // Far less than a PostgreSQL is given to stop.
  expect(performance.now() - began).toBeLessThan(8_000);
  await query(postgres, 'select 1');
});

test('of three first starts at once one serves, and the others say who it is', async () => {
  const lines = await Promise.all([1, 2, 3].map(async () => await firstLine(spawnServer())));
  const winners = lines.filter((line) => line.startsWith('{'));
  const losers = lines.filter((line) => line.includes('is in use by another Chatire (process '));
  expect([winners.length, losers.length], lines.join('\n')).toEqual([1, 2]);
});

test('after kill -9 the PostgreSQL left behind is stopped and the next start serves', async () => {
  const process = spawnServer();
  await firstLine(process);
  await end(process, 'SIGKILL');
  expect(await postmasterAlive()).toBe(true);
  await query(await start(), 'select 1');
  expect(said.join()).toContain('has outlived its Chatire');
});

test('after kill -9 of both, what was committed is there', async () => {
  const server = spawnServer();
  const connection = JSON.parse(await firstLine(server)) as pg.ClientConfig;
  await withClient(connection, (client) => client.query('create table kept (n int)'));
  await end(server, 'SIGKILL');
  process.kill(await postmasterPid(), 'SIGKILL');
  const { rowCount } = await query(await start(), 'insert into kept values (1)');
  expect(rowCount).toBe(1);
});

test('a note of a dead PostgreSQL whose number another program has now does not prevent the start', async () => {
  const server = spawnServer();
  await firstLine(server);
  await end(server, 'SIGKILL');
  process.kill(await postmasterPid(), 'SIGKILL');
  await vi.waitFor(async () => expect(await postmasterAlive()).toBe(false), 30_000);
  const unrelated = spawn('sleep', ['60']);
  processes.push(unrelated);
  await replaceFirstLine(join(dataDir, 'postgres/cluster/postmaster.pid'), String(unrelated.pid));
  await replaceFirstLine(join(dataDir, 'postgres/socket/.s.PGSQL.5432.lock'), String(unrelated.pid));
  await query(await start(), 'select 1');
  expect(unrelated.exitCode).toBeNull();
});

test('a PostgreSQL that dies while serving is started again', async () => {
  const postgres = await start();
  process.kill(await postmasterPid(), 'SIGKILL');
  await vi.waitFor(() => query(postgres, 'select 1'), 30_000);
  expect(said).toContain('PostgreSQL is gone, starting it again');
});

test('a second start is refused as well after PostgreSQL was started again', async () => {
  const postgres = await start();
  process.kill(await postmasterPid(), 'SIGKILL');
  await vi.waitFor(() => query(postgres, 'select 1'), 30_000);
  await expect(start()).rejects.toThrow('is in use by another Chatire');
});

test('a first start that was interrupted leaves nothing that the next one trips over', async () => {
  await mkdir(join(dataDir, 'postgres/cluster.new-999999999'), { recursive: true });
  await start();
  expect(await readdir(join(dataDir, 'postgres'))).not.toContain('cluster.new-999999999');
});

test('a start that is told to stop ends with nothing running', async () => {
  for (const after of [0, 300, 700]) {
    const stopping = AbortSignal.timeout(after);
    const attempt = startEmbeddedPostgres({ dataDir, log, signal: stopping });
    await attempt
      .then((postgres) => running.push(postgres))
      .catch((error: unknown) => expect(stopping.aborted, String(error)).toBe(true));
    for (const postgres of running) await postgres.stop();
    expect(await postmasterAlive()).toBe(false);
  }
});

test('a path that is too long for a socket gets its socket elsewhere, and nothing stays there', async () => {
  dataDir = join(dataDir, 'x'.repeat(100));
  const postgres = await start();
  const socketFolder = String(postgres.connection.host);
  expect(socketFolder.length).toBeLessThan(90);
  await query(postgres, 'select 1');
  await postgres.stop();
  await expect(stat(socketFolder)).rejects.toThrow('ENOENT');
});

test('a path with blanks, commas and quotes works', async () => {
  dataDir = join(dataDir, `a, b's "c" ü`);
  const { rowCount } = await query(await start(), 'select 1');
  expect(rowCount).toBe(1);
});

test('a database of another PostgreSQL is refused', async () => {
  const postgres = await start();
  await postgres.stop();
  await writeFile(join(dataDir, 'postgres/cluster/PG_VERSION'), '17\n');
  await expect(start()).rejects.toThrow(
    'was written by PostgreSQL 17, and this Chatire brings PostgreSQL 18',
  );
});

test('a data folder that is a file is refused', async () => {
  await writeFile(dataDir, '');
  await expect(start()).rejects.toThrow(`${dataDir} is a file, or lies below one: set DATA_DIR to a folder.`);
});

test.runIf(process.getuid?.() === 0)(
  'as root without user namespaces the database belongs to nobody',
  async () => {
    const fakes = join(folder.path, 'fakes');
    await mkdir(fakes);
    await writeFile(join(fakes, 'unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await chmod(folder.path, 0o711);
    vi.stubEnv('PATH', `${fakes}:${process.env['PATH']}`);
    await query(await start(), 'select 1');
    expect((await stat(join(dataDir, 'postgres/cluster'))).uid).not.toBe(0);
  },
);

const log = { info: (text: string) => said.push(text), warn: (text: string) => said.push(text) };

async function start(): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  running.push(postgres);
  return postgres;
}

function spawnServer(): ChildProcess {
  const program = join(import.meta.dirname, '../../test/postgres-process.ts');
  const server = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'ignore'] });
  processes.push(server);
  lastWill('kill -KILL "$1"', String(server.pid));
  return server;
}

async function firstLine(server: ChildProcess): Promise<string> {
  const [line] = await once(createInterface({ input: server.stdout! }), 'line');
  return String(line);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

async function query(postgres: EmbeddedPostgres, sql: string): Promise<pg.QueryResult> {
  return await withClient(postgres.connection, (client) => client.query(sql));
}

async function withClient<Result>(
  connection: pg.ClientConfig,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

async function postmasterPid(): Promise<number> {
  const text = await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').catch(() => '');
  return Number.parseInt(text, 10);
}

async function postmasterAlive(): Promise<boolean> {
  const pid = await postmasterPid();
  if (Number.isNaN(pid)) return false;
  await sleep(50);
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.includes(dataDir);
}

async function replaceFirstLine(path: string, line: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/^.*/, line));
}

async function openToOthers(folder: string): Promise<string[]> {
  const inside = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = inside.filter((entry) => entry.isFile() || entry.isDirectory());
  expect(files.length).toBeGreaterThan(100);
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const modes = await Promise.all(
    // PostgreSQL takes files away meanwhile.
    paths.map((path) =>
      stat(path).then(
        ({ mode }) => mode,
        () => 0,
      ),
    ),
  );
  return paths.filter((_, index) => (modes[index] ?? 0) & 0o077);
}
