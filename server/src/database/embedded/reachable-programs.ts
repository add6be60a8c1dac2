import { cp, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StartupError } from '../../startup-error.ts';
import { makeWhole } from './make-whole.ts';
import { installedPrograms, programPath, type Programs } from './programs.ts';
import { type Home, runAs } from './runner.ts';

/** The installed programs, or a copy beside the database (60 MB) when its user may not enter the checkout. */
export async function reachablePrograms(home: Home): Promise<Programs> {
  const installed = installedPrograms();
  const problem = await whyNotRunning(home, installed);
  if (problem === undefined) return installed;
  if (home.runner.ids.uid !== undefined) {
    const copy = await copyPrograms(home, installed);
    if ((await whyNotRunning(home, copy)) === undefined) return copy;
  }
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
  await makeWhole(folder, (unfinished) =>
    cp(installed.folder, unfinished, { recursive: true, verbatimSymlinks: true }),
  );
  await removeOlderCopies(folder);
  return { ...installed, folder };
}

async function removeOlderCopies(current: string): Promise<void> {
  for (const name of await readdir(dirname(current)))
    if (/^programs-[\w.-]+$/.test(name) && !name.includes('.new-') && name !== basename(current))
      await rm(join(dirname(current), name), { recursive: true, force: true });
}
