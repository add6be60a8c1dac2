/*
 * What has to be there before anything runs: the packages that package-lock.json names, and the built page.
 * Runs on the Node that the machine has (20 or later), without any package.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { arch, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build-page.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
const binaries = join(root, 'node_modules', '.bin');
/** The Node that package.json pins. */
export const node = join(binaries, 'node');

/** Anything that the person who starts has to do something about: shown as it is, without a stack. */
export class SetupError extends Error {}

/** Takes 0.1 s when everything is there. */
export async function setUp({ page }) {
  if (!arePackagesInstalled()) await installPackages();
  checkNode();
  if (page) await buildPage({ root, runNpm });
}

/** Ends the process with the sentence of a `SetupError`. */
export async function orExplain(work) {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/**
 * Runs to the end with our own terminal; a `SetupError` with this sentence if it fails. Ctrl-C reaches it by the terminal,
 * and what it does then is waited for.
 */
export async function run(program, args, { env = process.env, failure = `${program} failed.` } = {}) {
  const child = spawn(program, args, { cwd: root, env, stdio: 'inherit' });
  const wait = () => undefined;
  const stop = () => void child.kill('SIGTERM');
  process.on('SIGINT', wait).on('SIGTERM', stop);
  const [code] = await once(child, 'exit').catch((error) => [error]);
  process.off('SIGINT', wait).off('SIGTERM', stop);
  if (code !== 0) throw new SetupError(code instanceof Error ? `${failure} (${code.message})` : failure);
}

/** npm notes in node_modules what it has installed, when it is done. */
function arePackagesInstalled() {
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

async function installPackages() {
  refuseForeignFolder(root);
  refuseForeignFolder(join(root, 'node_modules'));
  const stopShowing = showProgress();
  try {
    // Whatever the user's settings leave out is needed: the pinned Node is a dev dependency, PostgreSQL an optional one.
    await runNpm('ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--no-progress');
  } finally {
    stopShowing();
  }
}

function refuseForeignFolder(folder) {
  if (!existsSync(folder)) return;
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new SetupError(
      `Packages have to be installed, and ${folder} can't be written by you: start as the user whom it belongs to, or in a clone of your own.`,
    );
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

/** Without the Node inside node_modules, which npm is about to replace. */
export async function runNpm(...args) {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join('node_modules', '.bin')));
  const env = {
    ...process.env,
    PATH: path.join(delimiter),
    npm_config_loglevel: 'error',
    npm_config_update_notifier: 'false',
  };
  const { npm_node_execpath: itsNode, npm_execpath: itself } = process.env;
  const command = itsNode && itself && !itsNode.startsWith(root) ? [itsNode, itself] : ['npm'];
  const failure = `npm ${args[0]} failed; the lines above say why.`;
  await run(command[0], [...command.slice(1), ...args], { env, failure });
}

function checkNode() {
  const { stdout, status } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  const wanted = readJson('package.json').devDependencies.node;
  if (status !== 0 || stdout.trim() !== `v${wanted}`)
    throw new SetupError(
      `Node ${wanted} isn't in node_modules, which its package's install script sees to; npm may be set to run none (ignore-scripts). Run npm rebuild --ignore-scripts=false, then start again.`,
    );
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch {
    return undefined;
  }
}
