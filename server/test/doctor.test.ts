import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDatabase, judgeClock } from '../src/doctor/check-database.ts';
import { checkDataFolder, judgeSpace } from '../src/doctor/check-disk.ts';
import { checkMail } from '../src/doctor/check-mail.ts';
import { checkProxy } from '../src/doctor/check-proxy.ts';
import type { Finding } from '../src/doctor/finding.ts';
import { makeCheckToken } from '../src/installation/check-token.ts';
import { cloneDatabase, type TestDatabase } from './clone-database.ts';
import { freePorts } from './free-ports.ts';
import { makeCertificate } from './start-proxy.ts';
import { startServer, type RunningServer } from './start-server.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { startWrongProxy, well, type Ways, type WrongProxy } from './wrong-proxy.ts';

const migrations = join(import.meta.dirname, '../migrations');
let database: TestDatabase;
let server: RunningServer;
let proxy: WrongProxy;
let publicUrl: string;
let secret: Uint8Array;
let env: Record<string, string>;

beforeAll(async () => {
  const [port, front] = await freePorts(2);
  database = await cloneDatabase();
  publicUrl = `http://localhost:${front}`;
  proxy = await startWrongProxy(() => new URL(`http://127.0.0.1:${port}`), { port: front! });
  env = { DATABASE_URL: database.url, PORT: String(port), PUBLIC_URL: publicUrl };
  // Its address is the proxy's.
  server = await startServer({ env });
  secret = (await checkDatabase(database.connection, migrations)).secret!;
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
  await database.drop();
});

/** What isn't well, in words that tell it from the others. */
const complaints = (findings: readonly Finding[]) =>
  findings.filter(({ result }) => result !== 'well').map(({ result, sentence }) => `${result}: ${sentence}`);

const shown = 'wrong: Everybody can read /metrics';
const proxies: [string, Partial<Ways>, string[]][] = [
  ['as it should be', {}, []],
  ['that refuses sockets', { upgrade: 'refuse' }, ["wrong: Sockets don't pass (answered with 400)"]],
  [
    'that cuts sockets off',
    { upgrade: 'deaf' },
    ["wrong: Sockets open, but what is said on them doesn't pass"],
  ],
  [
    "that doesn't say for whom it asks",
    { forwarded: 'drop' },
    [shown, 'wrong: The proxy doesn’t say for whom it asks'],
  ],
  [
    'that believes its visitors',
    { forwarded: 'keep' },
    [shown, 'wrong: The proxy passes on what visitors say'],
  ],
  ['that adds to what visitors say', { forwarded: 'add' }, ['doubtful: The proxy adds the visitor']],
  ['that takes tokens away', { dropAsked: ['authorization'] }, ['wrong: The proxy takes away Authorization']],
  ['that takes cookies away', { dropAsked: ['cookie'] }, ['wrong: The proxy takes away Cookie']],
  [
    'that takes headers of answers away',
    { dropAnswered: ['content-security-policy'] },
    ['wrong: On the way out the proxy takes away content-security-policy'],
  ],
  ['that reaches nobody', { isLost: true }, ['wrong: The proxy at http']],
  ['of something else', { isOther: true }, ['wrong: At http']],
  ['that leads elsewhere', { leadsTo: 'https://chat.example.org/' }, ['wrong: http://localhost']],
];

test.each(proxies)('a proxy %s', async (_, ways, expected) => {
  proxy.ways = { ...well, ...ways };
  const found = complaints(await checkProxy(publicUrl, secret));
  proxy.ways = well;
  expect(found).toEqual(expected.map((beginning) => expect.stringContaining(beginning)));
});

test('an address without a server, and one without a proxy', async () => {
  const [free] = await freePorts(1);
  expect(complaints(await checkProxy(`http://localhost:${free}`, secret))).toEqual([
    expect.stringContaining("can't be reached from this machine (nothing listens there)"),
  ]);
  const direct = await checkProxy(`http://127.0.0.1:${env['PORT']}`, secret);
  expect(direct.map(({ sentence }) => sentence)).toContain(
    'There is no proxy between: the server sees visitors themselves.',
  );
});

test('a certificate that browsers refuse, and one that they take', async () => {
  const folder = await temporaryFolder('certificate');
  const { certificate: cert, keyFile } = await makeCertificate(folder.path);
  const tls = { key: await readFile(keyFile, 'utf8'), cert };
  const secure = await startWrongProxy(() => new URL(`http://127.0.0.1:${env['PORT']}`), { tls });
  const sentences = async () =>
    (await checkProxy(`https://localhost:${secure.port}`, secret)).map(({ sentence }) => sentence);
  expect(await sentences()).toContain(
    `Browsers refuse https://localhost:${secure.port} (DEPTH_ZERO_SELF_SIGNED_CERT).`,
  );
  const usual = getCACertificates();
  setDefaultCACertificates([...usual, tls.cert]);
  const taken = await sentences();
  setDefaultCACertificates(usual);
  expect(taken[0]).toMatch(/answers, with a certificate that is good for 1 days/);
  await secure.stop();
  await folder.remove();
});

test('how a request arrived is told once to who has a token, and to nobody else', async () => {
  const ask = async (token: string) =>
    (await fetch(`http://localhost:${env['PORT']}/health/check`, { headers: { 'x-chatire-check': token } }))
      .status;
  const token = makeCheckToken(secret);
  expect(await ask(token)).toBe(200);
  expect(await ask(token), 'a second time').toBe(404);
  expect(await ask(makeCheckToken(new Uint8Array(32))), 'of another database').toBe(404);
  const [expires, ...rest] = makeCheckToken(secret).split('.');
  expect(await ask([Number(expires) + 1, ...rest].join('.')), 'made to last').toBe(404);
  expect(await ask('')).toBe(404);
});

test('databases that are not as they should be', async () => {
  const client = new pg.Client(database.connection);
  await client.connect();
  const found = async () => complaints((await checkDatabase(database.connection, migrations)).findings);
  // The one of the tests doesn't.
  const [hasty, ...more] = await found();
  expect([hasty, more]).toEqual([expect.stringContaining('wrong: It does not wait for the disk'), []]);

  await client.query(`insert into schema_migrations (name, checksum) values ('9999_later.sql', 'x')`);
  expect(await found()).toEqual([
    hasty,
    'wrong: A newer Chatire has brought it up to date (9999_later.sql).',
  ]);
  await client.query(`delete from schema_migrations where name > '0002'`);
  expect(await found()).toEqual([
    hasty,
    expect.stringMatching(/^doubtful: \d+ of \d+ migrations are missing/),
  ]);

  await client.query(`
    create role clerk login password 'clerk-of-the-test';
    alter role clerk set default_transaction_read_only = on;
    grant select on all tables in schema public to clerk`);
  const asClerk = { ...database.connection, user: 'clerk', password: 'clerk-of-the-test' };
  const ofClerk = complaints((await checkDatabase(asClerk, migrations)).findings);
  await client.query('drop owned by clerk; drop role clerk');
  await client.end();
  expect(ofClerk).toEqual([
    'wrong: It can only be read.',
    expect.stringContaining('wrong: The user may not make tables'),
    hasty,
    expect.stringContaining('wrong: The user may not write'),
  ]);

  const [free] = await freePorts(1);
  const nowhere = { connectionString: `postgresql://chatire@localhost:${free}/chatire` };
  expect(complaints((await checkDatabase(nowhere, migrations)).findings)).toEqual([
    expect.stringContaining("can't be used (nothing listens there)"),
  ]);
});

test('clocks that differ, and disks that fill', () => {
  expect([0, 1_000, -20_000, 90_000].map((difference) => judgeClock(difference).result)).toEqual([
    'well',
    'well',
    'doubtful',
    'wrong',
  ]);
  expect([5e9, 900e6, 100e6].map((free) => judgeSpace(free, 10e9).result)).toEqual([
    'well',
    'doubtful',
    'wrong',
  ]);
});

test('data that others of the machine can read', async () => {
  const folder = await temporaryFolder('open');
  const cluster = join(folder.path, 'postgres/cluster');
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  await chmod(folder.path, 0o711);
  expect(complaints(await checkDataFolder(folder.path))).toEqual([]);
  await chmod(cluster, 0o750);
  expect(complaints(await checkDataFolder(folder.path))).toEqual([]);
  await chmod(cluster, 0o755);
  expect(complaints(await checkDataFolder(folder.path))).toEqual([
    `wrong: Other users of this machine can get at ${cluster} (755).`,
  ]);
  await folder.remove();
  expect(complaints(await checkDataFolder(folder.path))).toEqual([
    `doubtful: There is no data folder ${folder.path}.`,
  ]);
});

test('a mail server is signed in to, and nothing is sent', async () => {
  const heard: string[] = [];
  const smtp = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ password }, _session, done) =>
      password === 'right' ? done(null, { user: 'chat' }) : done(new Error('Not you, chat')),
    onMailFrom: ({ address }, _session, done) => {
      heard.push(address);
      done();
    },
  });
  await once(smtp.listen(0, '127.0.0.1'), 'listening');
  const { port } = smtp.server.address() as AddressInfo;
  const found = async (password: string, at = port) => {
    const url = `smtp://chat:${password}@127.0.0.1:${at}`;
    return (await checkMail({ url, from: 'chat@example.org', origin: publicUrl })).map(
      ({ sentence }) => sentence,
    );
  };
  expect(await found('right')).toEqual([
    `The mail server at 127.0.0.1:${port} answers and takes the password.`,
  ]);
  expect(await found('wrong')).toEqual([
    `The mail server at 127.0.0.1:${port} can't be used (it refuses the name or the password).`,
  ]);
  const [free] = await freePorts(1);
  expect(await found('right', free)).toEqual([
    `The mail server at 127.0.0.1:${free} can't be used (nothing listens there).`,
  ]);
  await new Promise<void>((resolve) => smtp.close(resolve));
  expect(heard).toEqual([]);
});

/** The command itself. */
async function run(changes: Record<string, string>, ...args: string[]) {
  const command = [join(import.meta.dirname, '../src/doctor.ts'), ...args];
  const options = { env: { PATH: process.env['PATH'], ...changes } };
  return promisify(execFile)(process.execPath, command, options).then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
  );
}

test('the command says what to do about a running server, a stopped one, and bad settings', async () => {
  const running = await run({ ...env, PUBLIC_URL: '', DATABASE_URL: database.url });
  expect(running.stdout).toContain(`✓ Server: It runs at http://127.0.0.1:${env['PORT']} and is ready.\n`);

  const folder = await temporaryFolder('stopped');
  const [free] = await freePorts(1);
  const stopped = await run({ DATA_DIR: folder.path, PORT: String(free), PUBLIC_URI: 'secret' });
  await folder.remove();
  expect(stopped.code, stopped.stdout).toBe(0);
  expect(stopped.stdout).toContain(
    `! Server: None answers at http://127.0.0.1:${free} (nothing listens there).\n  Start it`,
  );
  expect(stopped.stdout).toContain(
    "! Settings: PUBLIC_URI isn't a setting, and isn't read: is PUBLIC_URL meant?\n",
  );
  expect(stopped.stdout).not.toContain('secret');
  expect(stopped.stdout).toContain("doesn't run, so it can't be asked.\n");

  const bad = await run({ PORT: '80a' }, '--json');
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.stdout)).toEqual([
    {
      result: 'wrong',
      about: 'Settings',
      sentence: 'PORT=80a is not a port number.',
      advice: 'Set it to a number from 1 to 65535, or 0 for any free port.',
    },
  ]);
});
