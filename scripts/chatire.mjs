#!/usr/bin/env node
/* The command `chatire` of the package that `npm run package` makes. It runs on any Node from 20 on, and starts the one that comes along. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endTogether } from './end-together.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** What can be asked for. Each but the first is the file of server/src that has its name. */
const commands = {
  start: 'starts the server; so does no command at all',
  'owner-link': 'prints the link by which somebody becomes the owner of the server',
  'reset-link': 'NAME: prints a link to a new password for this account',
  backup: 'FILE: copies the running server, with all that it holds, into a file',
  restore: 'FILE: puts such a copy into place',
  doctor: 'looks at settings, database, broker, disk, clock and proxy, and says what to do',
};

const [command = 'start', ...args] = process.argv.slice(2);
if (command === '--version') console.log(readJson('package.json').version);
else if (command === '--help') console.log(usage());
else if (Object.hasOwn(commands, command)) run(command === 'start' ? 'main' : command, args);
else {
  console.error(`There is no command ${command}.\n${usage()}`);
  process.exitCode = 2;
}

function run(name, args) {
  const node = findNode();
  const file = join(root, 'server/src', `${name}.js`);
  // What the C library reads before the program begins, as scripts/start.mjs has it.
  const env = { ...readJson('server/allocator.json'), ...process.env, DATA_DIR: dataFolder() };
  // In place of this program, where it can be: nothing stands between the server and whoever stops it.
  if (process.execve) process.execve(node, [node, file, ...args], env);
  endTogether([spawn(node, [file, ...args], { env, stdio: 'inherit' })]);
}

/** Never in node_modules: npx empties what it has put there. */
function dataFolder() {
  const { DATA_DIR, XDG_DATA_HOME } = process.env;
  return DATA_DIR ? resolve(DATA_DIR) : join(XDG_DATA_HOME || join(homedir(), '.local/share'), 'chatire');
}

/** The package of Node that npm chose for this kind of machine; one's own, if npm was told to leave it out and it is new enough. */
function findNode() {
  const name = `node-${process.platform}-${process.arch}`;
  try {
    const found = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'bin/node');
    if (existsSync(found)) return found;
  } catch {
    // Not installed.
  }
  const { node: wanted } = readJson('package.json').chatire;
  if (Number.parseInt(process.versions.node) >= Number.parseInt(wanted)) return process.execPath;
  console.error(
    `Chatire needs Node ${wanted}, which comes by the package ${name}, and that isn't installed: install chatire again without --omit=optional, or start it by Node ${wanted} of your own.`,
  );
  process.exit(1);
}

function usage() {
  const lines = Object.entries(commands).map(([name, what]) => `  chatire ${name.padEnd(12)} ${what}`);
  const more = 'Settings are environment variables, such as PORT and PUBLIC_URL: README.md lists them.';
  return ['Use it so:', ...lines, more].join('\n');
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
