import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ownerToken } from './claim.ts';
import { signUp } from './client.ts';
import { type RunningServer, startServer } from './start-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: RunningServer | undefined;

/** One for all: what a new folder needs takes longer than all the rest, and embedded-postgres.test.ts has it. */
beforeAll(async () => {
  folder = await temporaryFolder('process');
});
afterAll(() => folder.remove());

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** What `npm run reset-link`, which works beside the server on its data folder, has to complain of. */
async function resetLink(name: string): Promise<string> {
  return (await command('reset-link', name)).said;
}

async function command(name: string, ...words: string[]): Promise<{ said: string; printed: string }> {
  const program = join(import.meta.dirname, `../src/${name}.ts`);
  const env = { PATH: process.env['PATH'], DATA_DIR: folder.path };
  const child = spawn(process.execPath, [program, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, printed] = await Promise.all([text(child.stderr), text(child.stdout)]);
  return { said, printed };
}

test('SIGTERM ends the server and its PostgreSQL, and the next one finds nothing left behind', async () => {
  server = await startServer({ env: { DATA_DIR: folder.path } });
  expect(await resetLink('nobody')).toBe('No account has the user name nobody.\n');
  expect(await server.stop('SIGTERM')).toBe(0);
  expect(await resetLink('nobody')).toContain(`No server runs on the data folder ${folder.path}`);
  server = await startServer({ env: { DATA_DIR: folder.path } });
  expect(server.output()).not.toContain('outlived');
});

test('a server without an owner prints a link for one, the same at each start and a new one by a command, until it has one', async () => {
  server = await startServer({ env: { DATA_DIR: folder.path } });
  const first = await ownerToken(server);
  await server.stop();
  server = await startServer({ env: { DATA_DIR: folder.path } });
  expect(await ownerToken(server)).toBe(first);
  const [, second] = /\/admin\/claim#([\w-]{43})\n/.exec((await command('owner-link')).printed) ?? [];
  const person = await signUp(server.url);
  const answers = [];
  for (const token of [first, second, second])
    answers.push((await person.call('POST', '/api/server/claim/', { token })).status);
  expect(answers).toEqual([404, 204, 404]);
  expect((await command('owner-link')).printed).toContain('The server has an owner');
  await server.stop();
  server = await startServer({ env: { DATA_DIR: folder.path } });
  await command('owner-link');
  expect(server.output()).not.toContain('/admin/claim');
});

test('after kill -9 the next start serves again', async () => {
  server = await startServer({ env: { DATA_DIR: folder.path } });
  await server.kill();
  server = await startServer({ env: { DATA_DIR: folder.path } });
  const { status } = await fetch(`${server.url}/health/ready`);
  expect(status).toBe(200);
});

test('a second start on the data folder says who has it, and the first goes on', async () => {
  server = await startServer({ env: { DATA_DIR: folder.path } });
  await expect(startServer({ env: { DATA_DIR: folder.path } })).rejects.toThrow(
    `ended with 1 and said:\nStarting PostgreSQL …\nThe data folder ${folder.path} is in use by another Chatire (process ${server.process.pid}). Stop it, or set DATA_DIR to another folder.\n`,
  );
  const { status } = await fetch(`${server.url}/health/ready`);
  expect(status).toBe(200);
});

test.each([
  [{ PORT: 'http' }, 'PORT=http is not a port number'],
  [{ DATABASE_URL: 'postgresql://u:hunter2@127.0.0.1:1/chatire' }, "PostgreSQL at 127.0.0.1:1 can't be used"],
  [{ AMQP_URL: 'amqp://u:hunter2@127.0.0.1:1' }, 'AMQP_URL'],
])('%o ends the start with one sentence', async (env, sentence) => {
  const refusal = await refusalOf(env);
  expect(refusal).toContain(sentence);
  expect(refusal).not.toContain('hunter2');
  expect(refusal).not.toMatch(/^\s+at /m);
});

test('a taken port ends the start with one sentence, and PostgreSQL with it', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = String(address !== null && typeof address === 'object' ? address.port : '');
  expect(await refusalOf({ PORT: port })).toContain(`Port ${port} of 127.0.0.1 is taken`);
  taken.close();
  server = await startServer({ env: { DATA_DIR: folder.path } });
  expect(server.output()).not.toContain('outlived');
});

async function refusalOf(env: Record<string, string>): Promise<string> {
  const started = startServer({ env: { DATA_DIR: folder.path, ...env } });
  return await started.then(
    () => 'It started.',
    (error: Error) => error.message,
  );
}
