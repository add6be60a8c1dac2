import { existsSync, readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processAlive } from './process-alive.ts';
import { socketPort } from './socket-folder.ts';

/** PostgreSQL's own note of the process that serves a data folder. */
export interface PostmasterFile {
  path: string;
  pid: number;
  socketFolder: string;
}

export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const path = join(cluster, 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch(() => '');
  const [pid, , , , socketFolder] = text.split('\n');
  return pid ? { path, pid: Number(pid), socketFolder: socketFolder ?? '' } : undefined;
}

/** Whether the process that the file names is still that folder's PostgreSQL; its number may have gone to another program. */
export function stillServes({ path, pid }: PostmasterFile, cluster: string): boolean {
  if (!existsSync(path) || !processAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(cluster);
  } catch {
    return false;
  }
}

/**
 * Lets PostgreSQL start although some other program now has the number in the file. The file stays, since PostgreSQL sees by it whether
 * a process of the last run still writes; the number of its parent is one that it doesn't take for another PostgreSQL.
 */
export async function disown({ path, socketFolder }: PostmasterFile): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  await writeFile(path, text.replace(/^\d+/, String(process.pid)));
  if (socketFolder) await rm(join(socketFolder, `.s.PGSQL.${socketPort}.lock`), { force: true });
}
