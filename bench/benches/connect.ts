import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '@chatire/server/testing';
import type { Bench, Row } from '../bench.ts';
import type { Dialect } from '../load/raw-socket.ts';
import type { OpenSockets } from '../load/sockets-process.ts';
import { medianRow } from '../median.ts';
import { countTransactions, seedChats } from '../people-store.ts';
import { cores, startProcess } from '../process.ts';

const membersEach = 50;

/** All come at once, as after a restart. */
export const connect: Bench = {
  name: 'connect',
  what: '5,000 sockets at once: hello and resume with nothing missed; peer: the connect of Socket.IO, which signs nobody in',
  async run({ onEnd, smoke }) {
    const sockets = smoke ? 100 : 5_000;
    const postgres = await startPostgres();
    onEnd(() => postgres.stop());
    const contenders = [];
    for (const dialect of ['chatire', 'socket.io'] as Dialect[]) {
      const server = await startProcess(`./servers/${dialect.replace('.', '-')}-process.ts`, {
        core: cores.server,
        env: { DATABASE_URL: postgres.url },
      });
      onEnd(() => server.stop());
      contenders.push({ dialect, server });
    }
    const { chats } = await seedChats(postgres.url, { chats: sockets / membersEach, members: membersEach });
    const load = await startProcess('./load/sockets-process.ts', { core: cores.load });
    onEnd(() => load.stop());

    const rounds: Row[][] = [[], []];
    for (let round = 0; round < (smoke ? 1 : 3); round++)
      for (const [index, { dialect, server }] of contenders.entries()) {
        const { port, epoch = null } = await server.call<{ port: number; epoch?: string }>('ports');
        const queriesBefore = await countTransactions(postgres.url);
        const before = await server.cpu();
        const seconds = await load.call<number>('open', {
          port,
          dialect,
          chats: chats.map((chat) => chat.members.map((member) => member.token)),
          holds: chats.map(({ uri }) => ({ epoch, chats: { [uri]: membersEach } })),
        } satisfies OpenSockets);
        const cpu = (await server.cpu()) - before;
        const queries = (await countTransactions(postgres.url)) - queriesBefore;
        await load.call('close');
        await sleep(500);
        rounds[index]!.push({
          who: dialect,
          sockets,
          seconds,
          'CPU-s per 1000': (cpu / sockets) * 1000,
          'queries per 1000': (queries / sockets) * 1000,
        });
      }
    const rows = rounds.map(medianRow);
    const [ours, theirs] = rows.map((row) => Number(row['CPU-s per 1000'])) as [number, number];
    const queries = Number(rows[0]?.['queries per 1000']);
    return {
      rows,
      goals: [
        {
          goal: "CPU per 1,000 ≤ Socket.IO's connect",
          figure: `${(ours / theirs).toPrecision(3)}×`,
          reached: ours <= theirs,
        },
        {
          goal: 'no query per socket that could be one for many',
          figure: `${Math.round(queries)} queries per 1,000`,
          reached: queries < 1000,
        },
      ],
    };
  },
};
