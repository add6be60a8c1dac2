import type { Bench, Row } from '../bench.ts';
import { median } from '../median.ts';
import { startContenders, type Contender } from './fan-out-contenders.ts';

const bound = 150;
const steps = Array.from({ length: 14 }, (_, index) => Math.round(20_000 * Math.SQRT2 ** index));

/** Many chats at once: at which rate news still arrives soon. */
export const chats: Bench = {
  name: 'chats',
  what: '5,000 sockets in 100 chats of 50, at rising rates until p99 is above 150 ms',
  async run(options) {
    const size = options.smoke ? { chats: 4, members: 5 } : { chats: 100, members: 50 };
    const contenders = await startContenders(options, { ...size, peers: ['socket.io'] });
    const rounds = options.smoke ? 1 : 2;
    const rows: Row[] = [];
    const best = new Map<string, number[]>();
    for (let round = 1; round <= rounds; round++)
      for (const contender of contenders) {
        const climbed = await climb(contender, size.members, options);
        rows.push(...climbed.rows.map((row) => ({ round, ...row })));
        best.set(contender.name, [...(best.get(contender.name) ?? []), climbed.best]);
      }
    const ours = median(best.get('chatire')!);
    const theirs = median(best.get('socket.io')!);
    return {
      rows,
      goals: [
        {
          goal: '200,000 deliveries/s with p99 ≤ 150 ms',
          figure: `${Math.round(ours)} deliveries/s`,
          reached: ours >= 200_000,
        },
        {
          goal: '≥ 3× the rate at which Socket.IO keeps p99 ≤ 150 ms',
          figure: `${(ours / theirs).toPrecision(3)}× (${Math.round(theirs)} deliveries/s)`,
          reached: ours > 0 && ours >= 3 * theirs,
        },
      ],
    };
  },
};

async function climb(
  contender: Contender,
  members: number,
  { seconds, smoke }: { seconds: number; smoke: boolean },
): Promise<{ rows: Row[]; best: number }> {
  const rows: Row[] = [];
  let best = 0;
  for (const step of smoke ? [1_000] : steps) {
    const row = await contender.measure({ rate: step / members }, Math.min(seconds, 1.5));
    rows.push(row);
    if (Number(row['p99 ms']) <= bound) best = Math.max(best, Number(row['deliveries/s']));
    // One step may be disturbed; two in a row are the end.
    if (rows.slice(-2).every((last) => Number(last['p99 ms']) > bound) && rows.length > 1) break;
  }
  return { rows, best };
}
