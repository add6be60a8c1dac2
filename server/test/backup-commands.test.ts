import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import type { History } from '@chatire/protocol';
import { createClient, history, post, type Person, signUp, startChat } from './client.ts';
import { cloneDatabase } from './clone-database.ts';
import { connect } from './socket.ts';
import { startServer } from './start-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

/** What `npm run backup` or `npm run restore` prints. */
async function run(command: 'backup' | 'restore', env: Record<string, string>, ...args: string[]) {
  const program = join(import.meta.dirname, `../src/${command}.ts`);
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, problem] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return out + problem;
}

test('a page that was ahead of the backup shows what is there after the restore, from built-in to other PostgreSQL and back', async () => {
  const folder = await temporaryFolder('copies');
  const database = await cloneDatabase({ template: 'template0' });
  ends.push(folder.remove, database.drop);
  const builtIn = { DATA_DIR: join(folder.path, 'data') };
  const other = { DATABASE_URL: database.url };
  const [there, andBack] = [join(folder.path, 'there.backup'), join(folder.path, 'back.backup')];

  const first = await startServer({ env: builtIn });
  const person = await signUp(first.url);
  const { uri } = await startChat(person);
  const kept = await post(person, uri, 'kept');
  expect(await run('backup', builtIn, there)).toMatch(/there\.backup: \d+ KB, \d+ rows, in /);
  const lost = await post(person, uri, 'lost');
  const socket = await connect(person);
  const { epoch } = await socket.waitForType('ready');
  await socket.close();
  expect(await run('restore', builtIn, there, '--replace')).toContain('is in use by another Chatire');
  await first.stop();

  expect(await run('restore', other, there)).toMatch(/^Restored \d+ rows as they were at /);
  const second = await startServer({ env: other });
  ends.push(() => second.stop());
  const later = at(second.url, person);
  const again = await connect(later, { epoch, chats: { [uri]: lost.sequence } });
  expect(await again.waitForType('reset')).toEqual({ type: 'reset', chat: uri, sequence: kept.sequence });
  expect((await again.waitForType('ready')).epoch).not.toBe(epoch);
  await again.close();
  expect(texts(await history(later, uri))).toEqual(['kept']);
  expect((await post(later, uri, 'after')).sequence).toBe(lost.sequence);
  await run('backup', other, andBack);
  await second.stop();

  expect(await run('restore', builtIn, andBack)).toContain('holds accounts already');
  expect(await run('restore', builtIn, andBack, '--replace')).toMatch(/^Restored/);
  const third = await startServer({ env: builtIn });
  ends.push(() => third.stop());
  expect(texts(await history(at(third.url, person), uri))).toEqual(['kept', 'after']);
});

/** The same person at another server, which knows their session from the backup. */
function at(url: string, { user, token }: Person): Person {
  return Object.assign(createClient(url), { user, token });
}

function texts({ messages }: History): string[] {
  return messages.map(({ message }) => message);
}
