import type { Bench, Row } from '../bench.ts';
import { medianRow } from '../median.ts';
import { inTurn, startContenders } from './fan-out-contenders.ts';

/** One chat, all sockets in it: what an event costs. */
export const fanout: Bench = {
  name: 'fanout',
  what: 'one chat of 1,000 signed-in sockets, and of 5,000; 200-byte texts put in at the broker',
  async run(options) {
    const { smoke, seconds } = options;
    const sizes = smoke ? [20] : [1_000, 5_000];
    const rows: Row[] = [];
    for (const members of sizes) {
      const contenders = await startContenders(options, { chats: 1, members, peers: ['socket.io', 'ws'] });
      // Programs and sockets get warm.
      await inTurn(contenders, { inFlight: 64 }, { rounds: 1, seconds: Math.min(seconds, 0.5) });
      for (const mode of [{ inFlight: 1 }, { inFlight: 64 }, ...(members === 5_000 ? [] : [{ rate: 20 }])]) {
        const measured = await inTurn(contenders, mode, {
          rounds: smoke || members === 5_000 ? 1 : 3,
          seconds,
        });
        for (const rounds of measured) rows.push({ sockets: members, ...medianRow(rounds) });
      }
    }
    const figure = (who: string, mode: string, name: string) =>
      Number(
        rows.find((row) => row['sockets'] === sizes[0] && row['who'] === who && row['mode'] === mode)?.[name],
      );
    const ratio = (mode: string, name: string, peer: string) =>
      figure('chatire', mode, name) / figure(peer, mode, name);
    const least = (mode: string, name: string, peer: string, bound: number, goal: string) => {
      const value = ratio(mode, name, peer);
      return { goal, figure: `${value.toPrecision(3)}×`, reached: value >= bound };
    };
    const most = (mode: string, name: string, peer: string, bound: number, goal: string) => {
      const value = ratio(mode, name, peer);
      return { goal, figure: `${value.toPrecision(3)}×`, reached: value <= bound };
    };
    return {
      rows,
      goals: [
        least('burst', 'deliveries/s', 'socket.io', 40, 'burst ≥ 40× Socket.IO'),
        least('burst', 'deliveries/s', 'ws', 30, 'burst ≥ 30× plain ws'),
        most('quiet', 'CPU-s per million', 'socket.io', 0.75, 'quiet CPU ≤ 0.75× Socket.IO'),
        most('quiet', 'CPU-s per million', 'ws', 1, 'quiet CPU ≤ 1.0× plain ws'),
        most('20 events/s', 'p99 ms', 'ws', 1, 'p99 at 20 events/s no worse than plain ws'),
      ],
    };
  },
};
