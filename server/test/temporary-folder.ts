import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastWill } from './last-will.ts';

/** An empty folder that goes away with this process at the latest, together with the PostgreSQL of any data folder in it. */
export async function temporaryFolder(name: string): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await realpath(await mkdtemp(join(tmpdir(), `chatire-${name}-`)));
  return { path, remove: lastWill(removal, path) };
}

const removal = `
find "$1" -name postmaster.pid | while read -r file; do
  read -r pid < "$file"
  grep -aqF "$1" "/proc/$pid/cmdline" && kill -QUIT "$pid"
  while kill -0 "$pid"; do sleep 0.05; done
done
rm -rf "$1"
`;
