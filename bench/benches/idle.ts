import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '@chatire/server/testing';
import type { Bench, Row } from '../bench.ts';
import type { Dialect } from '../load/raw-socket.ts';
import type { OpenSockets } from '../load/sockets-process.ts';
import { seedChats } from '../people-store.ts';
import { cores, startProcess } from '../process.ts';

const membersEach = 50;

/** What a socket costs that is only there. */
export const idle: Bench = {
  name: 'idle',
  what: 'memory for each signed-in idle socket, at 1,000 and 10,000, in chats of 50',
  async run(options) {
    const { onEnd, say, smoke } = options;
    const sizes = smoke ? [100] : [1_000, 10_000];
    refuseFewFiles(Math.max(...sizes));
    const postgres = await startPostgres();
    onEnd(() => postgres.stop());
    const rows: Row[] = [];
    for (const sockets of sizes)
      for (const dialect of ['chatire', 'socket.io'] as Dialect[]) {
        const server = await startProcess(`./servers/${dialect.replace('.', '-')}-process.ts`, {
          core: cores.server,
          env: { DATABASE_URL: postgres.url },
          flags: ['--expose-gc'],
        });
        const load = await startProcess('./load/sockets-process.ts', { core: cores.load });
        const seeded = await seedChats(postgres.url, { chats: sockets / membersEach, members: membersEach });
        const tokens = seeded.chats.map((chat) => chat.members.map((member) => member.token));
        const { port } = await server.call<{ port: number }>('ports');
        const open = (chats: typeof tokens) =>
          load.call<number>('open', { port, dialect, chats } satisfies OpenSockets);
        // The first sockets bring code and pools with them, which aren't any socket's own.
        const warm = await startProcess('./load/sockets-process.ts', { core: cores.load });
        await warm.call('open', { port, dialect, chats: tokens.slice(0, 1) } satisfies OpenSockets);
        await warm.stop();
        await sleep(500);
        const before = await server.call<NodeJS.MemoryUsage>('memory');
        const took = await open(tokens);
        await sleep(1_000);
        const after = await server.call<NodeJS.MemoryUsage>('memory');
        say(`${dialect}: ${sockets} sockets open after ${took.toFixed(1)} s`);
        const each = (name: keyof NodeJS.MemoryUsage) => (after[name] - before[name]) / sockets / 1024;
        rows.push({
          sockets,
          who: dialect,
          'resident KB each': each('rss'),
          'heap KB each': each('heapUsed'),
          'outside heap KB each': each('external'),
          'resident MB': after.rss / 1024 / 1024,
        });
        await load.stop();
        await server.stop();
      }
    const figure = (who: string) => Number(rows.findLast((row) => row['who'] === who)?.['resident KB each']);
    const [ours, theirs] = [figure('chatire'), figure('socket.io')];
    return {
      rows,
      goals: [
        { goal: '≤ 10 KB a socket', figure: `${ours.toPrecision(3)} KB`, reached: ours <= 10 },
        { goal: 'less than Socket.IO', figure: `${theirs.toPrecision(3)} KB there`, reached: ours < theirs },
      ],
    };
  },
};

function refuseFewFiles(sockets: number): void {
  const limit = Number(spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).stdout) || Infinity;
  if (limit < sockets + 500)
    throw new Error(
      `${sockets} sockets need as many open files and this shell allows ${limit}: raise it with ulimit -n ${2 * sockets}.`,
    );
}
