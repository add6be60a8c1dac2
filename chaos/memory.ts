import { readFile } from 'node:fs/promises';

export const mebibyte = 1024 * 1024;

/** Resident bytes of a process, as Linux counts them. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}
