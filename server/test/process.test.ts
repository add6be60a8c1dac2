import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningServer, startServer } from './start-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: RunningServer | undefined;

beforeEach(async () => {
  folder = await temporaryFolder('process');
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
  await folder.remove();
});

/** What `npm run reset-link`, which works beside the server on its data folder, has to complain of. */
async function resetLink(name: string): Promise<string> {
  const program = join(import.meta.dirname, '../src/reset-link.ts');
  const env = { PATH: process.env['PATH'], DATA_DIR: folder.path };
  const child = spawn(process.execPath, [program, name], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  return await text(child.stderr);
}

test('SIGTERM ends the server and its PostgreSQL, and the next one finds nothing left behind', async () => {
  server = await startServer({ env: { DATA_DIR: folder.path } });
  expect(await resetLink('nobody')).toBe('No account has the user name nobody.\n');
  expect(await server.stop('SIGTERM')).toBe(0);
  expect(await resetLink('nobody')).toContain(`No server runs on the data folder ${folder.path}`);
  server = await startServer({ env: { DATA_DIR: folder.path } });
  expect(server.output()).not.toContain('outlived');
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
