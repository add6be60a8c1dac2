import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { StartupError } from '../../startup-error.ts';

/** Makes a file that only its owner may read, and that is there whole or not at all. It overwrites none. */
export async function writeNewFile<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  refuseExisting(path);
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, 'wx', 0o600).catch((error: unknown) => {
    throw explain(path, error);
  });
  try {
    const result = await write(file);
    await file.sync();
    refuseExisting(path);
    await rename(unfinished, path);
    return result;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw explain(path, error);
  } finally {
    await file.close();
  }
}

function refuseExisting(path: string): void {
  if (existsSync(path))
    throw new StartupError(`${path} is there already, and a backup overwrites nothing: choose another name.`);
}

/** The sentence for what the disk refused; any other error as it is. */
function explain(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const sentence = sentences[code];
  return sentence ? new StartupError(sentence(path)) : error;
}

const notWritable = (path: string) => `${path} can't be written by this user: choose another folder.`;
const diskFull = (path: string) =>
  `The disk of ${path} is full, and nothing was left on it: make room, or choose another disk.`;

const sentences: Record<string, (path: string) => string> = {
  EEXIST: (path) =>
    `Another backup is being written to ${path}, or one was killed there: if none runs, remove ${path}.unfinished.`,
  ENOENT: (path) => `There is no folder for ${path}: make it first.`,
  ENOTDIR: (path) => `There is no folder for ${path}: make it first.`,
  EACCES: notWritable,
  EPERM: notWritable,
  EROFS: notWritable,
  ENOSPC: diskFull,
  EDQUOT: diskFull,
};
