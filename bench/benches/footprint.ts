import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '@chatire/server/testing';
import type { Bench, Row } from '../bench.ts';
import { startChatire } from '../chatire.ts';
import type { Called } from '../load/http-process.ts';
import { seedChats } from '../people-store.ts';
import { cores, startProcess } from '../process.ts';

const patience = 40;

/** What `npm start` takes of a small machine. */
export const footprint: Bench = {
  name: 'footprint',
  what: 'memory of the server and its embedded PostgreSQL, at start and after posts',
  async run({ onEnd, smoke }) {
    const wanted = smoke ? 100 : 100_000;
    const folder = await temporaryFolder('bench');
    onEnd(() => folder.remove());
    const chatire = await startChatire({ onEnd }, { DATA_DIR: folder.path });
    await sleep(2_000);
    const rows = [measure('at start', chatire.pid, folder.path)];

    const host = encodeURIComponent(join(folder.path, 'postgres/socket'));
    const { chats } = await seedChats(`postgresql://chatire@localhost:5432/chatire?host=${host}`, {
      chats: 20,
      members: 10,
    });
    const load = await startProcess('./load/http-process.ts', { core: cores.load });
    onEnd(() => load.stop());
    const callers = chats.flatMap(({ uri, members }) => members.map(({ token }) => ({ token, uri })));
    await load.call('open', { port: chatire.port, callers });
    let posts = 0;
    for (let second = 0; second < patience && posts < wanted; second++)
      posts += (await load.call<Called>('run', { mode: { inFlight: 200 }, seconds: smoke ? 0.1 : 1 })).calls;
    await sleep(1_000);
    rows.push(measure(`after ${posts} posts`, chatire.pid, folder.path));
    const start = Number(rows[0]?.['together MB']);
    return {
      rows,
      goals: [
        {
          goal: '≤ 200 MB together at start',
          figure: `${start.toPrecision(3)} MB`,
          reached: start <= 200,
        },
      ],
    };
  },
};

/** Memory that processes share counts in parts (PSS): PostgreSQL's would be counted many times otherwise. Linux only. */
function measure(when: string, server: number, folder: string): Row {
  const database = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== server && belongsTo(pid, folder));
  const [ours, theirs] = [[server], database].map((pids) => pids.reduce((sum, pid) => sum + memory(pid), 0));
  return {
    when,
    'server MB': ours ?? Number.NaN,
    'database MB': theirs ?? Number.NaN,
    'database processes': database.length,
    'together MB': (ours ?? Number.NaN) + (theirs ?? Number.NaN),
  };
}

/** PostgreSQL's processes stand in its data folder. */
function belongsTo(pid: number, folder: string): boolean {
  try {
    return read(pid, 'cmdline').includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
  } catch {
    return false;
  }
}

function memory(pid: number): number {
  return Number(/^Pss: +(\d+) kB/m.exec(read(pid, 'smaps_rollup'))?.[1]) / 1024;
}

function read(pid: number, file: string): string {
  return readFileSync(`/proc/${pid}/${file}`, 'utf8');
}
