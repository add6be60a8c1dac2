import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sources = ['web', 'protocol', 'package-lock.json'];
const notSources = new Set(['node_modules', 'dist', '.cache']);

/** Builds the page unless web/dist was built from exactly these sources. */
export async function buildPage({ root, runNpm }) {
  const stamp = join(root, 'web', 'dist', '.built-from');
  const wanted = hashOf(root);
  if (read(stamp) === wanted) return;
  console.log('Building the page …');
  await runNpm('run', 'build', '--silent', '--workspace=web', '--', '--logLevel=warn');
  writeFileSync(stamp, wanted);
}

function hashOf(root) {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((source) => filesIn(root, source)).sort())
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}

function filesIn(root, path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .filter((name) => !notSources.has(name))
    .flatMap((name) => filesIn(root, join(path, name)));
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
