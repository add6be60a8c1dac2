import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingNames } from '../src/config.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const filesOf = (folder: string) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.png'))
    .map(({ name }) => `${folder}/${name}`);

/** What the examples name of Node, npm, systemd, PostgreSQL and RabbitMQ, and what is the examples' own. */
const others = new Set(
  `AF_INET AF_INET6 AF_NETLINK AF_UNIX NODE_ENV NODE_EXTRA_CA_CERTS PATH XDG_DATA_HOME BENCH_NODE_OPTIONS MODEL_SEED NTFY_SERVER
   CHATIRE_HOST POSTGRES_USER POSTGRES_PASSWORD RABBITMQ_COOKIE RABBITMQ_DEFAULT_PASS RABBITMQ_DEFAULT_USER RABBITMQ_ERLANG_COOKIE
   RABBITMQ_PASSWORD`.split(/\s+/),
);

test.each([
  ...filesOf('deploy'),
  ...filesOf('docs'),
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
])('%s names no setting that is none', (file) => {
  const named = read(file).match(/\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b|\b[A-Z]{4,}(?==)/g) ?? [];
  expect(named.filter((name) => !settingNames.includes(name) && !others.has(name))).toEqual([]);
});

test('README lists all settings', () => {
  const table = read('README.md')
    .match(/^\| `[A-Z].*$/gm)!
    .join('\n');
  const listed = new Set([...table.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => name));
  expect(settingNames.filter((name) => !listed.has(name))).toEqual([]);
});

test('what the compose files ask for is in the example of their settings', () => {
  for (const file of ['deploy/compose.yaml', 'deploy/compose.cluster.yaml'])
    for (const [, name] of read(file).matchAll(/\$\{(\w+)/g))
      expect(read('deploy/example.env'), file).toMatch(new RegExp(`^${name}=`, 'm'));
});
