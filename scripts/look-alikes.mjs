/*
 * Makes server/src/accounts/look-alikes.ts: `node scripts/look-alikes.mjs confusables.txt`, with the file of that name from
 * https://www.unicode.org/Public/security/. Only letters that a user name can have by then are kept.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const inNames = /^[\p{L}\p{M}\p{N}@.+\-_]$/u;
const [file = ''] = process.argv.slice(2);
const groups = new Map();
for (const line of readFileSync(file, 'utf8').split('\n')) {
  const [, from, to] = /^([0-9A-F]+)\s*;\s*([0-9A-F ]+?)\s*;/.exec(line) ?? [];
  if (!from) continue;
  const letter = String.fromCodePoint(Number.parseInt(from, 16));
  if (!inNames.test(letter) || letter.normalize('NFKC') !== letter) continue;
  groups.set(to, [...(groups.get(to) ?? []), from]);
}
const lines = [...groups].map(([to, from]) => `${to}: ${from.join(' ')}`.toLowerCase());
writeFileSync(
  fileURLToPath(new URL('../server/src/accounts/look-alikes.ts', import.meta.url)),
  `/** What a letter looks like, and the letters that do, as Unicode numbers. Made by scripts/look-alikes.mjs from Unicode's table. */
export const lookAlikes = \`
${lines.join('\n')}
\`;
`,
);
