import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '@chatire/server/testing';
import { countWithoutRow } from '../history.ts';
import { startMember, until } from '../installation.ts';
import { mebibyte } from '../memory.ts';
import { createRecord } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { startTeam } from '../team.ts';
import { fourNoughts, judge } from '../verdict.ts';
import { startWriting } from '../writer.ts';

const diskSize = 160 * mebibyte;
const goesOnWithin = 30_000;

/** The data folder lies on a small disk of its own, which is filled up while people write, and emptied again. */
export const diskFull: Scenario = {
  name: 'disk-full',
  required: 'nothing acknowledged without a row; goes on by itself ≤ 30 s after there is room',
  timeLimit: 180,
  async run({ short, say, onEnd }) {
    const rounds = short ? 1 : 3;
    const disk = await temporaryFolder('disk');
    onEnd(() => disk.remove());
    const server = await startMember(
      { onEnd },
      { DATA_DIR: join(disk.path, 'data') },
      onSmallDisk(disk.path),
    );
    // The way into the disk from outside.
    const seen = join(`/proc/${server.running().process.pid}/root`, disk.path);
    const record = createRecord();
    const sockets = () => [server.url.replace('http', 'ws')];
    const team = await startTeam({ onEnd }, record, {
      urls: () => [server.url],
      sockets: [sockets],
      writers: 8,
    });
    let slowest = 0;
    let refusedWhileFull = 0;
    const writings = team.writers.map((person) => startWriting(record, person, team.uri, { length: 2_000 }));
    for (let round = 1; round <= rounds; round++) {
      await sleep(1_000);
      const filler = join(seen, 'filler');
      await fill(filler);
      await until(async () => (await isStuck(record)) === true, 60_000, 'Posts being refused');
      say(`the disk is full, and posts are refused; ${record.acknowledgedCount()} were acknowledged so far`);
      refusedWhileFull++;
      await sleep(short ? 1_000 : 5_000);
      const before = record.acknowledgedCount();
      const since = performance.now();
      await rm(filler);
      await until(() => record.acknowledgedCount() > before, goesOnWithin * 2, 'An acknowledged post');
      slowest = Math.max(slowest, performance.now() - since);
    }
    await Promise.all(writings.map((writing) => writing.stop()));
    await team.caughtUp();
    const withoutRow = await countWithoutRow(record, team.owner, team.uri);
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    return {
      figure: `${withoutRow} of ${verdict.acknowledged} acknowledged posts without a row in ${refusedWhileFull} times of a full disk; went on after ${(slowest / 1_000).toFixed(1)} s; ${text}`,
      ok: ok && withoutRow === 0 && verdict.acknowledged === verdict.sent && slowest <= goesOnWithin,
    };
  },
};

/**
 * A disk in memory that only the server and what it starts can see, and that goes with them. Root needs no more than
 * a namespace for it; others are root in one of their own.
 */
function onSmallDisk(path: string): string[] {
  const unshare = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const script = 'mount -t tmpfs -o "size=$1,mode=755" tmpfs "$2" && shift 2 && exec "$@"';
  return [...unshare, ...asRoot, 'sh', '-c', script, 'sh', String(diskSize), path];
}

/** Writes until nothing more fits. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let block = 64 * 1024; block >= 4 * 1024; block /= 2) await writeAll(file, Buffer.alloc(block));
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, block: Buffer): Promise<void> {
  for (;;) {
    try {
      await file.writev([block]);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
  }
}

/** Whether nothing was acknowledged for half a second. */
async function isStuck(record: { acknowledgedCount(): number }): Promise<boolean> {
  const before = record.acknowledgedCount();
  await sleep(500);
  return record.acknowledgedCount() === before;
}
