import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { folderError } from '../../data-folder.ts';
import { processAlive } from './process-alive.ts';

/**
 * Makes a folder that is there whole or not at all: `make` fills one with another name, which then gets its own.
 * When two processes do so at once, the folder of the first stays.
 */
export async function makeWhole(folder: string, make: (unfinished: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  await removeAbandoned(folder);
  const unfinished = `${folder}.new-${process.pid}`;
  try {
    await make(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw folderError(dirname(folder), error);
  }
}

/** What a process left that was killed while it made the folder. */
async function removeAbandoned(folder: string): Promise<void> {
  const prefix = `${basename(folder)}.new-`;
  for (const name of await readdir(dirname(folder))) {
    const maker = Number(name.slice(prefix.length));
    const abandoned = name.startsWith(prefix) && (maker === process.pid || !processAlive(maker));
    if (abandoned) await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}
