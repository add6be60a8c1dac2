import { fstatSync, ftruncateSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { folderError } from '../../data-folder.ts';

export interface PostgresLog {
  path: string;
  /** For the child's stdout and stderr. */
  fd: number;
  /** The last 8 KB of this run. */
  tail(): Promise<string>;
  close(): Promise<void>;
}

const limit = 10 * 1024 * 1024;
const lookEvery = 60_000;

/** A file of this run and one of the run before; neither grows beyond 10 MB for longer than a minute. */
export async function openPostgresLog(folder: string): Promise<PostgresLog> {
  const path = join(folder, 'postgres.log');
  await rename(path, join(folder, 'postgres.previous.log')).catch(() => undefined);
  let file: FileHandle;
  try {
    file = await open(path, 'a+', 0o600);
  } catch (error) {
    throw folderError(folder, error);
  }
  const keepSmall = setInterval(() => {
    if (fstatSync(file.fd).size > limit) ftruncateSync(file.fd);
  }, lookEvery).unref();
  return {
    path,
    fd: file.fd,
    async tail() {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(8192), 0, 8192, Math.max(0, size - 8192));
      return buffer.toString('utf8', 0, bytesRead);
    },
    async close() {
      clearInterval(keepSmall);
      await file.close();
    },
  };
}
