import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres, startRabbitMq } from '@chatire/server/testing';
import type { Bench, Row } from '../bench.ts';
import type { Dialect } from '../load/raw-socket.ts';
import type { Measured, Mode, OpenSockets } from '../load/sockets-process.ts';
import { medianRow } from '../median.ts';
import { seedChats } from '../people-store.ts';
import { type BenchProcess, cores, startProcess } from '../process.ts';

/** The way over a broker: events put into one process, sockets at another. */
export const cluster: Bench = {
  name: 'cluster',
  what: 'two processes with RabbitMQ between, 200 sockets at the second; peer: a connection and an exclusive queue for each client',
  async run({ onEnd, say, seconds, smoke }) {
    const members = smoke ? 10 : 200;
    const postgres = await startPostgres();
    onEnd(() => postgres.stop());
    const rabbit = await startRabbitMq();
    onEnd(() => rabbit.stop());
    const env = { DATABASE_URL: postgres.url, AMQP_URL: rabbit.url };
    const start = async (name: string, own: Record<string, string> = env) => {
      const server = await startProcess(`./servers/${name}-process.ts`, { core: cores.server, env: own });
      onEnd(() => server.stop());
      return server;
    };
    const [first, second] = [await start('chatire'), await start('chatire')];
    const alone = await start('chatire', { DATABASE_URL: postgres.url });
    const old = await start('client-queues');
    const { chats } = await seedChats(postgres.url, { chats: 1, members });
    const { id, uri, members: people } = chats[0]!;
    const sources = [{ chatId: id, uri, sequence: members, author: people[0]! }];

    const setUps: { who: string; from: BenchProcess; to: BenchProcess; dialect: Dialect }[] = [
      { who: 'one process', from: alone, to: alone, dialect: 'chatire' },
      { who: 'two processes', from: first, to: second, dialect: 'chatire' },
      { who: 'a queue for each client', from: old, to: old, dialect: 'ws' },
    ];
    const measures = [];
    for (const { who, from, to, dialect } of setUps) {
      const load = await startProcess('./load/sockets-process.ts', { core: cores.load });
      onEnd(() => load.stop());
      const { control } = await from.call<{ control: number }>('ports');
      const { port } = await to.call<{ port: number }>('ports');
      const tokens = [people.map((member) => member.token)];
      await load.call('open', { port, control, dialect, chats: tokens } satisfies OpenSockets);
      await from.call('use', sources);
      measures.push(async (mode: Mode, length: number): Promise<Row> => {
        const cpu = async () => (await from.cpu()) + (from === to ? 0 : await to.cpu());
        const before = await cpu();
        const measured = await load.call<Measured>('run', { mode, seconds: length });
        const spent = (await cpu()) - before;
        if (measured.lost > 0) throw new Error(`${who}: ${measured.lost} deliveries were lost or doubled.`);
        return {
          who,
          mode: 'rate' in mode ? `${mode.rate} events/s` : 'burst',
          'deliveries/s': measured.deliveries / measured.seconds,
          'CPU-s per million': (spent / measured.deliveries) * 1e6,
          'p50 ms': measured.p50,
          'p99 ms': measured.p99,
        };
      });
    }
    while ((await old.call<number>('ready')) < members) await sleep(100);
    say('all queues are bound');
    for (const measure of measures) await measure({ inFlight: 64 }, 0.5);
    const rows: Row[] = [];
    for (const mode of [{ rate: 50 }, { inFlight: 64 }]) {
      const rounds: Row[][] = measures.map(() => []);
      for (let round = 0; round < (smoke ? 1 : 3); round++)
        for (const [index, measure] of measures.entries())
          rounds[index]!.push(await measure(mode, Math.min(seconds, 1.5)));
      rows.push(...rounds.map(medianRow));
    }
    const p50 = (who: string) =>
      Number(rows.find((row) => row['who'] === who && row['mode'] !== 'burst')?.['p50 ms']);
    const cpu = (who: string) =>
      Number(rows.find((row) => row['who'] === who && row['mode'] === 'burst')?.['CPU-s per million']);
    const added = p50('two processes') - p50('one process');
    const times = cpu('a queue for each client') / cpu('two processes');
    return {
      rows,
      goals: [
        { goal: 'added p50 ≤ 2 ms', figure: `${added.toPrecision(3)} ms`, reached: added <= 2 },
        {
          goal: 'burst CPU a delivery ≥ 50× less than the old design',
          figure: `${times.toPrecision(3)}×`,
          reached: times >= 50,
        },
      ],
    };
  },
};
