import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { startSingle, until, type Member } from '../installation.ts';
import { mebibyte, memoryOf } from '../memory.ts';
import { createPerson, type Person } from '../person.ts';
import { createRecord, type Record } from '../record.ts';
import type { Options, Scenario } from '../scenario.ts';
import { startTeam, type Team } from '../team.ts';
import { delaysBetween, fourNoughts, judge, percentile } from '../verdict.ts';
import { startWriting } from '../writer.ts';

const slowCount = 100;
const closedLimit = 10_000;
const memoryLimit = 150 * mebibyte;
/** Posts of 4 KB: what the system's own buffers take for each socket is full after some seconds. */
const flood = { writers: 16, perSecond: 12, length: 2_000 };

/** A hundred sockets that say hello and never read again, while long messages are posted. */
export const slowReader: Scenario = {
  name: 'slow-reader',
  required:
    "closed ≤ 10 s; the server's memory grows ≤ 150 MiB; others' p99 ≤ 2× of without; 0 lost, 0 doubled, 0 misordered, 0 gaps",
  timeLimit: 180,
  async run({ short, say, onEnd }) {
    const server = await startSingle({ onEnd });
    const record = createRecord();
    const sockets = () => [server.url.replace('http', 'ws')];
    const team = await startTeam({ onEnd }, record, {
      urls: () => [server.url],
      sockets: Array.from({ length: 10 }, () => sockets),
      writers: flood.writers,
    });
    const slow = await createPerson(() => [server.url]);
    await slow.call('POST', `/api/chats/${team.uri}/join/`);
    // What a process takes for its first load isn't theirs.
    await floodFor(short ? 4_000 : 8_000, record, team);

    const without: number[] = [];
    const withThem: number[] = [];
    let closedAfter = 0;
    let growth = 0;
    for (let round = 1; round <= (short ? 1 : 3); round++) {
      without.push(...(await floodFor(short ? 4_000 : 8_000, record, team)));
      const open = await socketCount(server);
      say(`opening ${slowCount} sockets that never read`);
      await openUnread({ onEnd }, server, slow, team.uri);
      const pid = server.running().process.pid!;
      const before = await memoryOf(pid);
      const began = performance.now();
      const look = async () => (growth = Math.max(growth, (await memoryOf(pid)) - before));
      const watching = setInterval(() => void look().catch(() => undefined), 100);
      onEnd(() => clearInterval(watching));
      const flooding = floodFor(short ? 8_000 : 10_000, record, team);
      await until(async () => (await socketCount(server)) <= open, 30_000, 'Their being closed');
      closedAfter = Math.max(closedAfter, performance.now() - began);
      withThem.push(...(await flooding));
      clearInterval(watching);
    }
    await team.caughtUp();
    const p99 = [withThem, without].map((delays) =>
      percentile(
        delays.toSorted((a, b) => a - b),
        0.99,
      ),
    );
    const { text, ok } = fourNoughts(judge(record));
    return {
      figure: `closed after ${(closedAfter / 1_000).toFixed(1)} s; memory grew by ${Math.round(growth / mebibyte)} MiB; others' p99 ${p99[0]!.toFixed(1)} ms, ${p99[1]!.toFixed(1)} ms without; ${text}`,
      ok: ok && closedAfter <= closedLimit && growth <= memoryLimit && p99[0]! <= 2 * p99[1]!,
    };
  },
};

/** Everybody writes; gives how long the others waited for each of these posts. */
async function floodFor(time: number, record: Record, team: Team): Promise<number[]> {
  const from = performance.now();
  const writings = team.writers.map((person) => startWriting(record, person, team.uri, flood));
  await sleep(time);
  await Promise.all(writings.map((writing) => writing.stop()));
  const to = performance.now();
  await team.caughtUp();
  return delaysBetween(record, from, to);
}

async function openUnread(
  { onEnd }: Pick<Options, 'onEnd'>,
  server: Member,
  person: Person,
  uri: string,
): Promise<void> {
  const hello = JSON.stringify({
    type: 'hello',
    token: await person.token(),
    epoch: null,
    chats: { [uri]: 0 },
  });
  for (let opened = 0; opened < slowCount; opened++) {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`);
    socket.on('error', () => undefined);
    onEnd(() => socket.terminate());
    socket.on('open', () => socket.send(hello));
    await new Promise<void>((resolve) => {
      socket.on('message', (data) => String(data).startsWith('{"type":"ready"') && resolve());
    });
    socket.pause();
  }
}

async function socketCount(server: Member): Promise<number> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^chatire_sockets(?:\{.*\})? (\d+)/m.exec(metrics)?.[1]);
}
