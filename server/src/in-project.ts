import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A path in Chatire's own folder. */
export function inProject(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as { version: string };
  return version;
}
