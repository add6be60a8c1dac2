import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { readHomeFolder } from '../database/embedded/home.ts';
import { findingsAbout, type Finding } from './finding.ts';

const about = findingsAbout('Disk');
const files = findingsAbout('Files');
/** Bytes: below the first PostgreSQL soon refuses to write, below the second it is time to do something. */
const tooLittle = 200e6;
const little = 1e9;

/** Room and rights of the data folder, where the built-in database lives. */
export async function checkDataFolder(dataDir: string): Promise<Finding[]> {
  const isThere = await stat(dataDir).catch(() => undefined);
  if (!isThere)
    return [
      files.doubtful(
        `There is no data folder ${dataDir}.`,
        'Start the server, which makes it; or set DATA_DIR or DATABASE_URL as the server has it.',
      ),
    ];
  return [await judgeRoom(dataDir), await judgeModes(dataDir)];
}

async function judgeRoom(dataDir: string): Promise<Finding> {
  const { bavail, bsize, blocks } = await statfs((await readHomeFolder(dataDir)).folder).catch(() =>
    statfs(dataDir),
  );
  return judgeSpace(bavail * bsize, blocks * bsize);
}

/** Bytes. */
export function judgeSpace(free: number, all: number): Finding {
  const sentence = `${sizeOf(free)} of ${sizeOf(all)} are free for the database.`;
  if (free < tooLittle)
    return about.wrong(
      sentence,
      'Free some, or move DATA_DIR to another disk: without room nobody can write.',
    );
  if (free < little) return about.doubtful(sentence, 'Free some soon, or move DATA_DIR to another disk.');
  return about.well(sentence);
}

/** PostgreSQL sees to its own files; what is around them is looked at here. */
async function judgeModes(dataDir: string): Promise<Finding> {
  const { folder } = await readHomeFolder(dataDir);
  const open: string[] = [];
  for (const path of [dataDir, folder, join(folder, 'cluster'), join(folder, 'socket')]) {
    const mode = (await stat(path).catch(() => undefined))?.mode ?? 0;
    const forbidden = path === dataDir ? 0o022 : 0o027;
    if (mode & forbidden) open.push(`${path} (${(mode & 0o777).toString(8)})`);
  }
  if (open.length === 0) return files.well('Only the user who runs Chatire can read and write the data.');
  return files.wrong(
    `Other users of this machine can get at ${open.join(', ')}.`,
    'Take their rights away (chmod go-w, and o-rwx of what is below): whoever reads the database can sign in as anybody.',
  );
}

const sizeOf = (bytes: number) =>
  bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${Math.round(bytes / 1e9)} GB`;
