import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUp } from './client.ts';
import { startServer } from './start-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
/** Where npm would put it, with the packages that are here instead of those that npm would fetch. */
let place: string;

beforeAll(async () => {
  folder = await temporaryFolder('package');
  place = join(folder.path, 'node_modules/chatire');
  await mkdir(place, { recursive: true });
  await run(process.execPath, [join(root, 'scripts/package.mjs'), folder.path]);
  const file = (await readdir(folder.path)).find((name) => name.endsWith('.tgz'))!;
  await run('tar', ['xzf', join(folder.path, file), '-C', place, '--strip-components=1']);
  await symlink(join(root, 'node_modules'), join(place, 'node_modules'));
});
afterAll(() => folder.remove());

test('the package holds what runs, with nothing that has to be translated and no test', async () => {
  const { stdout } = await run('find', [place, '-type', 'f', '-printf', '%P\n']);
  const files = stdout.trim().split('\n');
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'docs/licences.md', 'web/dist/index.html']));
  expect(files.filter((file) => /\.ts$|\.test\.|^server\/test|\/\.env$/.test(file))).toEqual([]);
});

test('its command starts a server, whose data are kept in a folder of the person', async () => {
  const home = join(folder.path, 'home');
  await mkdir(home);
  const program = [process.execPath, join(place, 'bin/chatire.mjs')];
  const env = { HOME: home, DATA_DIR: '', PATH: process.env['PATH']! };
  const server = await startServer({ env, program });
  try {
    expect(await (await fetch(`${server.url}/chats`)).text()).toContain('src="/assets/');
    const { user } = await signUp(server.url);
    expect(existsSync(join(home, '.local/share/chatire/postgres/cluster'))).toBe(true);
    const { stdout } = await run(program[0]!, [program[1]!, 'reset-link', user.username], { env });
    expect(stdout).toContain('/reset#');
  } finally {
    expect(await server.stop()).toBe(0);
  }
});

test('it says what it can do, and what it can’t', async () => {
  const asked = (...args: string[]) => run(process.execPath, [join(place, 'bin/chatire.mjs'), ...args]);
  const commands = [...(await asked('--help')).stdout.matchAll(/^ {2}chatire (\S+)/gm)].map(
    ([, name]) => name,
  );
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const inClone = [
    ...Object.values(scripts)
      .join('\n')
      .matchAll(/^node server\/src\/(.+)\.ts$/gm),
  ];
  expect(commands.toSorted()).toEqual(['start', ...inClone.map(([, name]) => name)].toSorted());
  for (const name of commands)
    expect(existsSync(join(place, `server/src/${name === 'start' ? 'main' : name}.js`))).toBe(true);
  const { stdout: ofClones } = await run('grep', [
    '-rlE',
    'npm (start|run)',
    join(place, 'server/src'),
  ]).catch((nothing: { stdout: string }) => nothing);
  expect(ofClones).toBe('');
  await expect(asked('reset-link')).rejects.toMatchObject({
    stderr: expect.stringContaining('chatire reset-link NAME'),
  });
  await expect(asked('dance')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no command dance'),
  });
});
