import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { folderError } from '../../data-folder.ts';
import { StartupError } from '../../startup-error.ts';
import { makeHomeOfNobody, recordName } from './home-of-nobody.ts';
import { asOneself, asRootUnnamed, asUser, type Home, runAs } from './runner.ts';

/** Finds or makes the database's folder, `<data folder>/postgres` unless PostgreSQL's user can't reach that. */
export async function findHome(dataDir: string): Promise<Home> {
  const { folder, recorded } = await readHomeFolder(dataDir);
  const owner = await stat(folder).catch(() => undefined);
  if (recorded && !owner)
    throw new StartupError(
      `The database of ${dataDir} was kept in ${folder}, which is gone: bring it back, or remove ${join(dataDir, recordName)} to begin with an empty one.`,
    );
  const home =
    process.getuid?.() === 0 ? await homeForRoot(dataDir, folder, owner) : homeForUser(folder, owner);
  try {
    await mkdir(home.folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw folderError(dataDir, error);
  }
  await checkReach(home);
  return home;
}

export async function readHomeFolder(dataDir: string): Promise<{ folder: string; recorded: boolean }> {
  const record = await readFile(join(dataDir, recordName), 'utf8').catch(() => undefined);
  return { folder: record?.trim() ?? join(dataDir, 'postgres'), recorded: record !== undefined };
}

type Owner = { uid: number; gid: number } | undefined;

function homeForUser(folder: string, owner: Owner): Home {
  if (owner && owner.uid !== process.getuid?.())
    throw new StartupError(
      `The database in ${folder} belongs to another user (number ${owner.uid}): start Chatire as that user, or set DATA_DIR to another folder.`,
    );
  return { folder, runner: asOneself };
}

async function homeForRoot(dataDir: string, folder: string, owner: Owner): Promise<Home> {
  if (owner && owner.uid !== 0) return { folder, runner: asUser(owner) };
  const { ok } = await runAs(asRootUnnamed, 'test', ['-w', dataDir]);
  if (ok) return { folder, runner: asRootUnnamed };
  if (owner)
    throw new StartupError(
      `The database in ${folder} belongs to root, as whom PostgreSQL runs only where user namespaces are allowed, and here they aren't: run chown -R nobody: '${folder}' and start again.`,
    );
  return await makeHomeOfNobody(dataDir, folder);
}

async function checkReach({ folder, runner }: Home): Promise<void> {
  const { ok } = await runAs(runner, 'test', ['-w', folder]);
  if (!ok)
    throw new StartupError(
      `PostgreSQL, which runs as user ${runner.ids.uid ?? process.getuid?.()}, can't reach ${folder}: set DATA_DIR to a folder that this user may enter.`,
    );
}
