import { cp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { StartupError } from '../../startup-error.ts';
import { makeWhole } from './make-whole.ts';
import { installedPrograms, programPath, type Programs } from './programs.ts';
import { type Home, runAs } from './runner.ts';

/**
 * The installed programs, or a copy beside the database (60 MB) when its user may not enter the folder of the packages, or npm was set to run no
 * install scripts, by which their libraries get their names.
 */
export async function reachablePrograms(home: Home): Promise<Programs> {
  const installed = installedPrograms();
  const problem = await whyNotRunning(home, installed);
  if (problem === undefined) return installed;
  const copy = await copyPrograms(home, installed);
  if ((await whyNotRunning(home, copy)) === undefined) return copy;
  throw new StartupError(
    `The embedded PostgreSQL doesn't run here (${problem}): run npm rebuild, or set DATABASE_URL to a PostgreSQL of your own.`,
  );
}

async function whyNotRunning(home: Home, programs: Programs): Promise<string | undefined> {
  const { ok, output } = await runAs(home.runner, programPath(programs, 'postgres'), ['--version']);
  return ok ? undefined : (output.split('\n')[0] ?? '');
}

async function copyPrograms(home: Home, installed: Programs): Promise<Programs> {
  const folder = join(home.folder, `programs-${installed.version}`);
  await makeWhole(folder, async (unfinished) => {
    await cp(installed.folder, unfinished, { recursive: true, verbatimSymlinks: true });
    await linkLibraries(unfinished);
  });
  await removeOlderCopies(folder);
  return { ...installed, folder };
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** As the package's own install script does, from the list that comes with it. */
async function linkLibraries(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of linksSchema.parse(JSON.parse(list))) {
    await symlink(relative(dirname(target), source), join(folder, relative('native', target))).catch(
      () => undefined,
    );
  }
}

async function removeOlderCopies(current: string): Promise<void> {
  for (const name of await readdir(dirname(current)))
    if (/^programs-[\w.-]+$/.test(name) && !name.includes('.new-') && name !== basename(current))
      await rm(join(dirname(current), name), { recursive: true, force: true });
}
