import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Home } from './runner.ts';

export const socketPort = 5432;
/** A socket's address has room for 107 bytes. */
const longestSocketPath = 107;
const temporary = /^chatire-socket-\w{6}$/;

/** The private folder of the socket: beside the database, or below /tmp when that path is too long for a socket. */
export async function makeSocketFolder(home: Home): Promise<string> {
  const beside = join(home.folder, 'socket');
  const folder = fits(beside) ? beside : await mkdtemp(join(tmpdir(), 'chatire-socket-'));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, gid } = home.runner.ids;
  if (uid !== undefined && gid !== undefined) await chown(folder, uid, gid);
  return folder;
}

/** Removes one below /tmp; the one beside the database is used again. */
export async function removeSocketFolder(folder: string): Promise<void> {
  if (dirname(folder) === tmpdir() && temporary.test(basename(folder)))
    await rm(folder, { recursive: true, force: true });
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, `.s.PGSQL.${socketPort}`)) <= longestSocketPath;
}
