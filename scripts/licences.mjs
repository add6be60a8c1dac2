/*
 * `npm run licences` lists what Chatire is made of with its licences, in docs/licences.md; `-- --check` only judges. Fails on a licence that
 * isn't known to be fine. What counts is what reaches others: the server with all that it needs, and what is built into the page.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, root } from './project.mjs';

/** These ask for no more than their text, or less. */
const fine = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
]);
/** Looked at one by one. */
const exceptions = [
  {
    name: /^@img\/sharp-/,
    licence: /LGPL-3\.0-or-later/,
    reason:
      'libvips, a library of its own file that sharp loads, unchanged: whoever likes puts another one there',
  },
  {
    name: /^web-push$/,
    licence: /MPL-2\.0/,
    reason: 'web-push, taken as it is: who changes its files shares those files',
  },
];
/** What only builds or tests the page. */
const tools = /^(@chatire\/|@tailwindcss\/|@vitejs\/|fake-indexeddb$|happy-dom$|tailwindcss$|vite$|vue-tsc$)/;

const { packages } = readJson(join(root, 'package-lock.json'));
const found = new Map();
for (const name of Object.keys(packages.server.dependencies)) visit(name, 'server');
for (const name of Object.keys(packages.web.devDependencies)) if (!tools.test(name)) visit(name, 'web');

const refused = [...found].filter(([name, licence]) => !isFine(name, licence));
for (const [name, licence] of refused)
  console.error(
    `${name} has the licence ${licence || '(none)'}, which isn't known to be fine: use another package, or say in scripts/licences.mjs why it is.`,
  );
if (refused.length) process.exitCode = 1;
else if (!process.argv.includes('--check')) writeFileSync(join(root, 'docs/licences.md'), page());
console.log(`${found.size} packages, ${refused.length} of them with a licence that isn't fine.`);

/** As Node looks for it: in the nearest node_modules, then further out. */
function visit(name, from) {
  let folder = from;
  while (folder && !packages[`${folder}/node_modules/${name}`]) folder = folder.replace(/(^|\/)[^/]*$/, '');
  const path = `${folder ? `${folder}/` : ''}node_modules/${name}`;
  const entry = packages[path];
  // An optional one, or one of ours.
  if (!entry || entry.link || found.has(name)) return;
  found.set(name, entry.license ?? '');
  for (const next of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) visit(next, path);
}

function isFine(name, licence) {
  if (exceptions.some((one) => one.name.test(name) && one.licence.test(licence))) return true;
  return licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => fine.has(part)));
}

function page() {
  const byLicence = Map.groupBy([...found].toSorted(), ([, licence]) => licence);
  const groups = [...byLicence].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    '# Licences',
    'Chatire itself is under the [MIT licence](../LICENSE). This is what it is made of: what the server needs, for every kind of machine, and what is built into the page. Written by `npm run licences`.',
    ...exceptions.map(({ licence, reason }) => `\`${licence.source.replaceAll('\\', '')}\` is ${reason}.`),
    ...groups.flatMap(([licence, entries]) => [
      `## ${licence}`,
      entries.map(([name]) => `- ${name}`).join('\n'),
    ]),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}
