import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuseForeignFolder, root } from './project.mjs';
import { runNpm } from './run.mjs';

const sources = ['web', 'protocol', 'package-lock.json'];
const notSources = new Set(['node_modules', 'dist', '.cache']);

/** Builds the page unless web/dist was built from exactly these sources. */
export async function buildPage() {
  const stamp = join(root, 'web', 'dist', '.built-from');
  const wanted = hashOfSources();
  if (read(stamp) === wanted) return;
  for (const folder of ['web', 'web/dist'])
    refuseForeignFolder(join(root, folder), 'The page has to be built');
  console.log('Building the page …');
  await runNpm('run', 'build', '--silent', '--workspace=web', '--', '--logLevel=warn');
  writeFileSync(stamp, wanted);
}

function hashOfSources() {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((source) => filesIn(source)).sort())
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}

function filesIn(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .filter((name) => !notSources.has(name))
    .flatMap((name) => filesIn(join(path, name)));
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
