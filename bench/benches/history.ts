import { startPostgres } from '@chatire/server/testing';
import type { Bench, Row } from '../bench.ts';
import { startChatire } from '../chatire.ts';
import type { Called } from '../load/http-process.ts';
import { median, medianRow } from '../median.ts';
import { seedChats, seedManyChats, seedMessages } from '../people-store.ts';
import { cores, startProcess } from '../process.ts';

/** Reading back: pages of a long chat, and the list of somebody in many chats. */
export const history: Bench = {
  name: 'history',
  what: 'pages of 50 of a chat of 10,000, 100,000 and 1,000,000 messages; the list of 500 chats; peer: a bare route with the same bytes',
  async run({ onEnd, say, seconds, smoke }) {
    const sizes = smoke ? [1_000] : [10_000, 100_000, 1_000_000];
    const postgres = await startPostgres();
    onEnd(() => postgres.stop());
    const chatire = await startChatire({ onEnd }, { DATABASE_URL: postgres.url });
    const bare = await startProcess('./servers/bytes-process.ts', { core: cores.server });
    onEnd(() => bare.stop());
    const barePort = await bare.call<number>('port');

    const reads: { what: string; token: string; path: string }[] = [];
    for (const size of sizes) {
      const { chats } = await seedChats(postgres.url, { chats: 1, members: 2 });
      const { id, uri, members } = chats[0]!;
      const began = performance.now();
      await seedMessages(postgres.url, { chatId: id, authorId: members[0]!.id, count: size });
      say(`${size} messages written after ${((performance.now() - began) / 1000).toFixed(1)} s`);
      const { token } = members[0]!;
      const path = `/api/chats/${uri}/messages/`;
      reads.push({ what: `first page of ${size}`, token, path });
      reads.push({ what: `deep page of ${size}`, token, path: `${path}?before=${Math.round(size / 2)}` });
    }
    const busy = await seedManyChats(postgres.url, smoke ? 20 : 500);
    reads.push({ what: 'list of 500 chats', token: busy.token, path: '/api/chats/' });

    const rows: Row[] = [];
    for (const { what, token, path } of reads) {
      const answer = await fetch(`http://127.0.0.1:${chatire.port}${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const bytes = await answer.text();
      if (answer.status !== 200) throw new Error(`${path} gave ${answer.status}: ${bytes}`);
      await bare.call('useBytes', bytes);
      const rounds: Row[] = [];
      for (let round = 0; round < (smoke ? 1 : 2); round++) {
        const length = Math.min(seconds, 0.8);
        const ours = await measure(chatire.port, chatire.cpu, { token, path }, length);
        const theirs = await measure(barePort, bare.cpu, { token, path }, length);
        rounds.push({
          what,
          KB: bytes.length / 1024,
          'pages/s': ours.rate,
          'bare pages/s': theirs.rate,
          share: ours.rate / theirs.rate,
          'CPU-ms a page': ours.cpu,
          'bare CPU-ms': theirs.cpu,
          'p50 ms': ours.p50,
          'p99 ms': ours.p99,
        });
      }
      rows.push(medianRow(rounds));
    }
    const least = Math.min(...rows.map((row) => Number(row['share'])));
    const ofLargest = (what: string) =>
      Number(rows.find((row) => row['what'] === `${what} page of ${sizes.at(-1)}`)?.['pages/s']);
    const deep = ofLargest('first') / ofLargest('deep');
    const growth = median([ofLargest('first') / Number(rows[0]?.['pages/s'])]);
    return {
      rows,
      goals: [
        {
          goal: "≥ a quarter of a bare route's rate",
          figure: `${least.toPrecision(3)} at least`,
          reached: least >= 0.25,
        },
        {
          goal: 'a deep page costs what the first does',
          figure: `${deep.toPrecision(3)}× the time`,
          reached: deep <= 1.15,
        },
        {
          goal: 'a hundred times the messages, the same rate',
          figure: `${growth.toPrecision(3)}× the rate`,
          reached: growth >= 0.85,
        },
      ],
    };
  },
};

async function measure(
  port: number,
  cpu: () => Promise<number>,
  { token, path }: { token: string; path: string },
  seconds: number,
) {
  const load = await startProcess('./load/http-process.ts', { core: cores.load });
  try {
    const callers = Array.from({ length: 32 }, () => ({ token, paths: [path] }));
    await load.call('open', { port, callers });
    await load.call('run', { mode: { inFlight: 32 }, seconds: seconds / 4 });
    const before = await cpu();
    const called = await load.call<Called>('run', { mode: { inFlight: 32 }, seconds });
    const spent = (await cpu()) - before;
    return { ...called, rate: called.calls / called.seconds, cpu: (1000 * spent) / called.calls };
  } finally {
    await load.stop();
  }
}
