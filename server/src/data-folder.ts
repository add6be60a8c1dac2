import { access, constants, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartupError } from './startup-error.ts';

/** Makes the folder if it isn't there, and gives its real path. A folder that can't be written is a `StartupError`. */
export async function openDataFolder(dataDir: string): Promise<string> {
  try {
    // Others may pass through, not look in: where PostgreSQL runs as another user, it has to reach its own folder.
    await makeFolder(dataDir);
    await access(dataDir, constants.W_OK | constants.X_OK);
    return await realpath(dataDir);
  } catch (error) {
    throw folderError(dataDir, error);
  }
}

/** By hand: below /proc, Node's recursive mkdir tries for ever. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o711 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || (await isThere(parent))) throw error;
    await makeFolder(parent);
    await mkdir(path, { mode: 0o711 });
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The sentence for what the disk refused. Anything else than a refusal of the disk comes back unchanged. */
export function folderError(folder: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const sentence = sentences[code];
  return sentence ? new StartupError(sentence(folder)) : error;
}

export function diskFull(folder: string): string {
  return `The disk of ${folder} is full: free at least 100 MB, or set DATA_DIR to a folder on another disk.`;
}

export function readOnly(folder: string): string {
  return `${folder} is on a disk that can only be read: set DATA_DIR to a folder that can be written.`;
}

export function notAllowed(folder: string): string {
  return `The folder ${folder} can't be written by this user: give it to the user who starts Chatire, or set DATA_DIR to another folder.`;
}

const notAFolder = (folder: string) => `${folder} is a file, or lies below one: set DATA_DIR to a folder.`;

const sentences: Record<string, (folder: string) => string> = {
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EROFS: readOnly,
  // What Node says of a folder that it can't make on such a disk.
  ENOENT: readOnly,
  EACCES: notAllowed,
  EPERM: notAllowed,
  ENOTDIR: notAFolder,
  EEXIST: notAFolder,
  ENAMETOOLONG: (folder) =>
    `The path of the data folder ${folder} is too long: set DATA_DIR to a shorter one.`,
};
