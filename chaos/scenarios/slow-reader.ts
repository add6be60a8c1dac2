import { setTimeout as sleep } from 'node:timers/promises';
import { startSingle, until, type Member } from '../installation.ts';
import { mebibyte, memoryOf } from '../memory.ts';
import { createPerson } from '../person.ts';
import { createRecord, type Record } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { openWire, type Wire } from '../wire.ts';
import { startTeam, type Team } from '../team.ts';
import { delaysBetween, fourNoughts, judge, percentile } from '../verdict.ts';
import { startWriting } from '../writer.ts';

const slowCount = 100;
const closedLimit = 10_000;
const memoryLimit = 150 * mebibyte;
/** Posts of 8 KB: what the system's own buffers take for each socket is full after some seconds. */
const flood = { perSecond: 12, length: 2_000 };
const writers = 16;

/**
 * A hundred sockets that say hello and never read again, while long messages are posted. The others are compared with
 * what they wait for while the same hundred do read, so that the figure shows what not reading does to them.
 */
export const slowReader: Scenario = {
  name: 'slow-reader',
  required:
    "closed ≤ 10 s; the server's memory grows ≤ 150 MiB; others' p99 of a second, in the median, ≤ 2× of without; 0 lost, 0 doubled, 0 misordered, 0 gaps",
  timeLimit: 180,
  takesTurns: 'alone',
  async run({ short, say, onEnd }) {
    const { rounds, time } = short ? { rounds: 1, time: 5_000 } : { rounds: 3, time: 9_000 };
    const server = await startSingle({ onEnd });
    const pid = server.running().process.pid!;
    const record = createRecord();
    const sockets = () => [server.url.replace('http', 'ws')];
    const team = await startTeam({ onEnd }, record, {
      urls: () => [server.url],
      sockets: Array.from({ length: 10 }, () => sockets),
      writers,
    });
    const slow = await createPerson(() => [server.url]);
    await slow.call('POST', `/api/chats/${team.uri}/join/`);
    const wires: Wire[] = [];
    onEnd(() => wires.forEach((wire) => wire.close()));
    const open = async () => {
      const hello = { type: 'hello', token: await slow.token(), epoch: null, chats: { [team.uri]: 0 } };
      while (wires.length < slowCount) wires.push(await openWire(server.port, hello));
    };
    const close = async () => {
      for (const wire of wires.splice(0)) wire.close();
      await until(async () => (await socketCount(server)) <= team.readers.length, 30_000, 'Sockets closing');
    };

    const delays = { reading: [] as number[], unread: [] as number[] };
    let closedAfter = 0;
    let growth = 0;
    for (let round = 1; round <= rounds; round++) {
      say(`round ${round}: ${slowCount} more sockets that read`);
      await open();
      delays.reading.push(...(await floodFor(time, record, team)));
      await close();

      say(`round ${round}: ${slowCount} more sockets that never read`);
      await open();
      for (const wire of wires) wire.stopReading();
      const before = await memoryOf(pid);
      const look = async () => (growth = Math.max(growth, (await memoryOf(pid)) - before));
      const watching = setInterval(() => void look().catch(() => undefined), 100);
      onEnd(() => clearInterval(watching));
      const began = performance.now();
      const closing = until(
        async () => (await socketCount(server)) <= team.readers.length,
        30_000,
        'Their being closed',
      ).then(() => (closedAfter = Math.max(closedAfter, performance.now() - began)));
      delays.unread.push(...(await floodFor(time, record, team, closing)));
      clearInterval(watching);
      await close();
    }
    await team.caughtUp();
    const [unread, reading] = [median(delays.unread), median(delays.reading)];
    const { text, ok } = fourNoughts(judge(record));
    return {
      figure: `closed after ${(closedAfter / 1_000).toFixed(1)} s; memory grew by ${Math.round(growth / mebibyte)} MiB; others' p99 ${unread.toFixed(1)} ms, ${reading.toFixed(1)} ms while they read; ${text}`,
      ok: ok && closedAfter <= closedLimit && growth <= memoryLimit && unread <= 2 * reading,
    };
  },
};

const median = (all: readonly number[]) =>
  percentile(
    all.toSorted((a, b) => a - b),
    0.5,
  );

/**
 * Everybody writes, and goes on `meanwhile`: a slow machine takes longer to fill the system's buffers. Gives the p99 of what the others
 * waited for the posts, for each second: one pause of a machine that does other things, too, is most of a p99 of some milliseconds, but
 * spoils one second only.
 */
async function floodFor(
  time: number,
  record: Record,
  team: Team,
  meanwhile?: Promise<unknown>,
): Promise<number[]> {
  const from = performance.now();
  const writings = team.writers.map((person) => startWriting(record, person, team.uri, flood));
  await Promise.all([sleep(time), meanwhile]);
  await Promise.all(writings.map((writing) => writing.stop()));
  const to = performance.now();
  await team.caughtUp();
  const seconds = Array.from({ length: Math.floor((to - from) / 1_000) }, (_, index) => from + index * 1_000);
  return seconds.map((second) => percentile(delaysBetween(record, second, second + 1_000), 0.99));
}

async function socketCount(server: Member): Promise<number> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^chatire_sockets(?:\{.*\})? (\d+)/m.exec(metrics)?.[1]);
}
