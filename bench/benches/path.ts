import { startPostgres } from '@chatire/server/testing';
import type { Bench, Row } from '../bench.ts';
import { startChatire } from '../chatire.ts';
import type { Called } from '../load/http-process.ts';
import type { Measured, OpenSockets } from '../load/sockets-process.ts';
import { seedChats } from '../people-store.ts';
import { cores, startProcess } from '../process.ts';

const rates = [100, 200, 400, 600, 800, 1_000, 1_250, 1_500, 2_000];
const bound = 100;

/** Everything: posted over HTTP, on disk, on the sockets of 1,000 members. */
export const path: Bench = {
  name: 'path',
  what: 'HTTP post → commit → 1,000 sockets, at rising rates until p99 is above 100 ms twice',
  async run({ onEnd, seconds, smoke }) {
    const members = smoke ? 20 : 1_000;
    const postgres = await startPostgres({ durable: true });
    onEnd(() => postgres.stop());
    const chatire = await startChatire({ onEnd }, { DATABASE_URL: postgres.url });
    const { chats } = await seedChats(postgres.url, { chats: 1, members });
    const { uri, members: people } = chats[0]!;
    const sockets = await startProcess('./load/sockets-process.ts', { core: cores.load });
    onEnd(() => sockets.stop());
    const callers = await startProcess('./load/http-process.ts', { core: cores.load });
    onEnd(() => callers.stop());
    const tokens = people.map(({ token }) => token);
    await sockets.call('open', {
      port: chatire.port,
      dialect: 'chatire',
      chats: [tokens],
    } satisfies OpenSockets);
    const lines = tokens.slice(0, 300).map((token) => ({ token, uri }));
    await callers.call('open', { port: chatire.port, callers: lines });

    const measure = async (rate: number, length: number): Promise<Row> => {
      await sockets.call('watch');
      const before = [await chatire.cpu(), (await sockets.cpu()) + (await callers.cpu())] as const;
      const called = await callers.call<Called>('run', { mode: { rate }, seconds: length });
      // Those of the last moment are answered, and counted as posted, while it ends.
      const posted = Math.floor(rate * length);
      const seen = await sockets.call<Measured>('report', called.calls * members);
      const after = [await chatire.cpu(), (await sockets.cpu()) + (await callers.cpu())] as const;
      return {
        'asked posts/s': rate,
        'posts/s': called.calls / called.seconds,
        'deliveries/s': seen.deliveries / called.seconds,
        'p50 ms': seen.p50,
        'p99 ms': seen.p99,
        'answer p99 ms': called.p99,
        'server CPU %': (100 * (after[0] - before[0])) / called.seconds,
        'load CPU %': (100 * (after[1] - before[1])) / called.seconds,
        kept: called.calls >= 0.95 * posted && seen.p99 <= bound ? 'yes' : 'no',
      };
    };
    await measure(100, Math.min(1, seconds));
    const rows: Row[] = [];
    for (const rate of smoke ? [20] : rates) {
      const row = await measure(rate, seconds);
      rows.push(row);
      if (rows.slice(-2).filter(({ kept }) => kept === 'no').length === 2) break;
    }
    const best = Math.max(
      0,
      ...rows.filter((row) => row['kept'] === 'yes').map((row) => Number(row['posts/s'])),
    );
    return {
      rows,
      goals: [
        {
          goal: 'p99 ≤ 100 ms; aim at 1,000 posts/s to 1,000 sockets',
          figure: `${Math.round(best)} posts/s`,
          reached: best >= 950,
        },
      ],
    };
  },
};
