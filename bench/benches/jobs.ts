import { startPostgres } from '@chatire/server/testing';
import type { Bench, Row } from '../bench.ts';
import { startChatire } from '../chatire.ts';
import { addTarget, clearJobs, fillWithJobs } from '../jobs-store.ts';
import type { Called } from '../load/http-process.ts';
import { medianRow } from '../median.ts';
import { seedChats } from '../people-store.ts';
import { cores, startProcess } from '../process.ts';

const inAnHour = () => new Date(Date.now() + 3_600_000);

/** Whether work in the background slows those who post: the same posts in turn, without jobs and with many. */
export const jobs: Bench = {
  name: 'jobs',
  what: '20 callers post while no jobs are there, while 10,000 wait for their time, and while 10,000 are worked on',
  async run({ onEnd, seconds, smoke }) {
    const many = smoke ? 100 : 10_000;
    const postgres = await startPostgres({ durable: true });
    onEnd(() => postgres.stop());
    const chatire = await startChatire({ onEnd }, { DATABASE_URL: postgres.url });
    const { chats } = await seedChats(postgres.url, { chats: 2, members: 20 });
    const [talking, other] = chats as [(typeof chats)[number], (typeof chats)[number]];
    for (const chat of chats) await addTarget(postgres.url, chat.id, chat.members[0]!.id);
    const load = await startProcess('./load/http-process.ts', { core: cores.load });
    onEnd(() => load.stop());
    const callers = talking.members.map(({ token }) => ({ token, uri: talking.uri }));
    await load.call('open', { port: chatire.port, callers });
    const post = (length: number) =>
      load.call<Called>('run', { mode: { inFlight: callers.length }, seconds: length });
    const situations = [
      { jobs: 'none', fill: async () => undefined },
      { jobs: 'waiting', fill: () => fillWithJobs(postgres.url, other.id, many, inAnHour()) },
      { jobs: 'worked on', fill: () => fillWithJobs(postgres.url, other.id, many, new Date()) },
    ];
    await post(Math.min(seconds, 1));
    const rounds: Row[][] = situations.map(() => []);
    for (let round = 0; round < (smoke ? 1 : 3); round++)
      for (const [index, situation] of situations.entries()) {
        await situation.fill();
        const { calls, seconds: took, p50, p99 } = await post(seconds);
        rounds[index]!.push({ jobs: situation.jobs, 'posts/s': calls / took, 'p50 ms': p50, 'p99 ms': p99 });
        await clearJobs(postgres.url);
      }
    const rows = rounds.map(medianRow);
    const [none, waiting] = rows.map((row) => Number(row['p99 ms'])) as [number, number];
    return {
      rows,
      goals: [
        {
          goal: 'p99 of posts with 10,000 waiting jobs at most 1.5 times that without',
          figure: `${(waiting / none).toPrecision(3)}×`,
          reached: waiting / none <= 1.5,
        },
      ],
    };
  },
};
