import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { arch, platform } from 'node:process';
import { node, readJson, refuseForeignFolder, root, SetupError } from './project.mjs';
import { runNpm } from './run.mjs';

/** npm notes in node_modules what it has installed, when it is done. */
export function arePackagesInstalled() {
  const installed = readJson('node_modules/.package-lock.json')?.packages;
  return (
    installed !== undefined &&
    lockedPackages().every(([path, wanted]) => {
      const found = installed[path];
      return found ? wanted.link || found.version === wanted.version : wanted.optional && !isForHere(wanted);
    })
  );
}

/** Of the optional ones, PostgreSQL's programs for this kind of machine are needed. */
function isForHere({ os = [], cpu = [], libc }) {
  return os.includes(platform) && cpu.includes(arch) && libc === undefined;
}

function lockedPackages() {
  const { packages } = readJson('package-lock.json') ?? {};
  return Object.entries(packages).filter(
    ([path]) => path.startsWith('node_modules/') || path.includes('/node_modules/'),
  );
}

export async function installPackages() {
  const what = 'Packages have to be installed';
  refuseForeignFolder(root, what);
  refuseForeignFolder(join(root, 'node_modules'), what);
  const stopShowing = showProgress();
  try {
    // Whatever the user's settings leave out is needed: the pinned Node is a dev dependency, PostgreSQL an optional one.
    await runNpm('ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--no-progress');
  } finally {
    stopShowing();
  }
}

/** A line every 5 s. */
function showProgress() {
  const paths = lockedPackages()
    .filter(([, wanted]) => !wanted.optional || isForHere(wanted))
    .map(([path]) => join(root, path, 'package.json'));
  console.log('Installing packages …');
  const timer = setInterval(() => {
    const done = paths.filter((path) => existsSync(path)).length;
    console.log(`  ${Math.round((100 * done) / paths.length)} %`);
  }, 5_000);
  return () => clearInterval(timer);
}

/** npm may be set to run no install scripts, and Node comes by one. */
export function checkNode() {
  const { stdout, status } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  const wanted = readJson('package.json').devDependencies.node;
  if (status !== 0 || stdout.trim() !== `v${wanted}`)
    throw new SetupError(
      `Node ${wanted} isn't in node_modules, which its package's install script sees to; npm may be set to run none (ignore-scripts). Run npm rebuild --ignore-scripts=false, then start again.`,
    );
}
