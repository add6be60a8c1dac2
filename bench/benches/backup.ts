import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres, startServer, temporaryFolder } from '@chatire/server/testing';
import type { Bench, Row } from '../bench.ts';
import { makeLifelike, seedChats, seedMessages } from '../people-store.ts';

/** The two commands of those who run a server, as they start them. */
export const backup: Bench = {
  name: 'backup',
  what: 'npm run backup and npm run restore, into an empty database, of 10,000 and 100,000 messages of 200 bytes, and 200 pictures',
  async run({ onEnd, smoke }) {
    const folder = await temporaryFolder('bench-backup');
    onEnd(() => folder.remove());
    const rows: Row[] = [];
    for (const messages of smoke ? [1_000] : [10_000, 100_000]) {
      const [full, empty] = [await startPostgres({ durable: true }), await startPostgres({ durable: true })];
      const server = await startServer({ env: { DATABASE_URL: full.url } });
      const { chats } = await seedChats(full.url, { chats: 10, members: 10 });
      for (const { id, members } of chats)
        await seedMessages(full.url, { chatId: id, authorId: members[0]!.id, count: messages / 10 });
      await makeLifelike(full.url, { pictures: 200 });
      const file = join(folder.path, `${messages}.backup`);
      const out = await run('backup', full.url, file);
      const back = await run('restore', empty.url, file);
      rows.push({
        messages,
        'backup s': out.seconds,
        'restore s': back.seconds,
        'file MB': statSync(file).size / 1_000_000,
        'backup RSS MB': out.memory,
        'restore RSS MB': back.memory,
        'server RSS MB': peakMemory(server.process.pid) ?? 0,
      });
      await server.stop();
      await full.stop();
      await empty.stop();
    }
    const last = rows.at(-1)!;
    const growth = Number(last['backup RSS MB']) / Number(rows[0]?.['backup RSS MB']);
    return {
      rows,
      goals: [
        {
          goal: '100,000 messages restored in 30 s',
          figure: `${Number(last['restore s']).toFixed(1)} s`,
          reached: Number(last['restore s']) < 30,
        },
        {
          goal: 'ten times the messages, memory the same',
          figure: `${growth.toPrecision(3)}×`,
          reached: growth < 1.3,
        },
      ],
    };
  },
};

/** Seconds from start to end, and the most memory that it had at once. */
async function run(command: string, url: string, file: string): Promise<{ seconds: number; memory: number }> {
  const began = performance.now();
  const program = fileURLToPath(import.meta.resolve(`@chatire/server/${command}`));
  const child = spawn(process.execPath, [program, file], {
    env: { PATH: process.env['PATH'], DATABASE_URL: url },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let memory = 0;
  const watch = setInterval(() => (memory = peakMemory(child.pid) ?? memory), 20);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${command} ended with ${code}.`);
  return { seconds: (performance.now() - began) / 1000, memory };
}

function peakMemory(pid: number | undefined): number | undefined {
  try {
    // One that has ended has none any more.
    const found = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found ? Number(found[1]) / 1000 : undefined;
  } catch {
    return undefined;
  }
}
