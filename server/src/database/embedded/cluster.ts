import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupError } from '../../startup-error.ts';
import { makeWhole } from './make-whole.ts';
import { majorVersion, programPath, type Programs } from './programs.ts';
import { type Home, runAs } from './runner.ts';
import { failureSentence } from './failure-sentence.ts';

export const superuser = 'chatire';

/** PostgreSQL's own data folder, made by its `initdb` if it isn't there (1 s, 40 MB). */
export async function openCluster(home: Home, programs: Programs, signal?: AbortSignal): Promise<string> {
  const cluster = join(home.folder, 'cluster');
  await makeWhole(cluster, (unfinished) => initialise(home, programs, unfinished, signal));
  await refuseOtherVersion(cluster, programs);
  return cluster;
}

async function initialise(
  home: Home,
  programs: Programs,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const args = [
    `--pgdata=${folder}`,
    `--username=${superuser}`,
    // The socket's folder is open to its owner only.
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  const options = { cwd: home.folder, ...(signal && { signal }) };
  const { ok, output } = await runAs(home.runner, programPath(programs, 'initdb'), args, options);
  signal?.throwIfAborted();
  if (!ok)
    throw new StartupError(failureSentence('PostgreSQL could not make its database', output, home.folder));
}

async function refuseOtherVersion(cluster: string, programs: Programs): Promise<void> {
  const found = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => 'unknown');
  const wanted = majorVersion(programs);
  if (found.trim() !== wanted)
    throw new StartupError(
      `The database in ${cluster} was written by PostgreSQL ${found.trim()}, and this Chatire brings PostgreSQL ${wanted}: make a backup with the Chatire that wrote it (npm run backup -- FILE), rename that folder, and restore with this one (npm run restore -- FILE).`,
    );
}
