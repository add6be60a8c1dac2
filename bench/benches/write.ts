import { startPostgres } from '@chatire/server/testing';
import type { Bench, Row } from '../bench.ts';
import { startChatire } from '../chatire.ts';
import type { Called } from '../load/http-process.ts';
import { medianRow } from '../median.ts';
import { seedChats } from '../people-store.ts';
import { cores, startProcess } from '../process.ts';

/** Posting over HTTP, each post on disk before it is answered. */
export const write: Bench = {
  name: 'write',
  what: '200 callers post over HTTP into one chat, and into 200; baseline: an INSERT for each request, pool of ten',
  async run({ onEnd, seconds, smoke }) {
    const people = smoke ? 10 : 200;
    const postgres = await startPostgres({ durable: true });
    onEnd(() => postgres.stop());
    const env = { DATABASE_URL: postgres.url };
    const chatire = await startChatire({ onEnd }, env);
    const baseline = await startProcess('./servers/insert-process.ts', { core: cores.server, env });
    onEnd(() => baseline.stop());
    const contenders = [
      { who: 'chatire', port: chatire.port, cpu: chatire.cpu },
      { who: 'baseline', port: await baseline.call<number>('port'), cpu: baseline.cpu },
    ];
    const rows: Row[] = [];
    for (const chats of [1, people]) {
      const seeded = await seedChats(postgres.url, { chats, members: people / chats });
      await baseline.call('useSecret', seeded.secret);
      const callers = seeded.chats.flatMap(({ uri, members }) =>
        members.map(({ token }) => ({ token, uri })),
      );
      const measures = [];
      for (const { who, port, cpu } of contenders) {
        const load = await startProcess('./load/http-process.ts', { core: cores.load });
        onEnd(() => load.stop());
        await load.call('open', { port, callers });
        measures.push(async (inFlight: number, length: number): Promise<Row> => {
          const [cpuBefore, loadBefore] = [await cpu(), await load.cpu()];
          const called = await load.call<Called>('run', { mode: { inFlight }, seconds: length });
          const [cpuAfter, loadAfter] = [await cpu(), await load.cpu()];
          return {
            chats,
            who,
            mode: inFlight === 1 ? 'quiet' : 'burst',
            'posts/s': called.calls / called.seconds,
            'CPU-s per 1000': ((cpuAfter - cpuBefore) / called.calls) * 1000,
            'p50 ms': called.p50,
            'p99 ms': called.p99,
            'server CPU %': (100 * (cpuAfter - cpuBefore)) / called.seconds,
            'load CPU %': (100 * (loadAfter - loadBefore)) / called.seconds,
          };
        });
      }
      for (const measure of measures) await measure(people, Math.min(seconds, 1));
      for (const inFlight of [1, people]) {
        const rounds: Row[][] = measures.map(() => []);
        for (let round = 0; round < (smoke ? 1 : 3); round++)
          for (const [index, measure] of measures.entries())
            rounds[index]!.push(await measure(inFlight, inFlight === 1 ? Math.min(seconds, 1) : seconds));
        rows.push(...rounds.map(medianRow));
      }
    }
    const figure = (who: string, chats: number, name: string) =>
      Number(
        rows.find((row) => row['who'] === who && row['chats'] === chats && row['mode'] === 'burst')?.[name],
      );
    const times = (chats: number) =>
      figure('chatire', chats, 'posts/s') / figure('baseline', chats, 'posts/s');
    const p99s = [1, people].map(
      (chats) => figure('chatire', chats, 'p99 ms') / figure('baseline', chats, 'p99 ms'),
    );
    return {
      rows,
      goals: [
        { goal: 'one chat ≥ 5× the baseline', figure: `${times(1).toPrecision(3)}×`, reached: times(1) >= 5 },
        {
          goal: 'over many ≥ 3× the baseline',
          figure: `${times(people).toPrecision(3)}×`,
          reached: times(people) >= 3,
        },
        {
          goal: "p99 below the baseline's",
          figure: p99s.map((value) => `${value.toPrecision(3)}×`).join(' and '),
          reached: p99s.every((value) => value < 1),
        },
      ],
    };
  },
};
