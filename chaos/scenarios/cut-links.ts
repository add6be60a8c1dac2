import { setTimeout as sleep } from 'node:timers/promises';
import { startCluster } from '../installation.ts';
import { startProxy } from '../proxy.ts';
import { createRecord } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { startTeam } from '../team.ts';
import { fourNoughts, judge, percentile } from '../verdict.ts';
import { startWriting } from '../writer.ts';

const resumeLimit = 500;

/** The links of readers over three processes are cut at random while people write. */
export const cutLinks: Scenario = {
  name: 'cut-links',
  required: '0 lost, 0 doubled, 0 misordered, 0 gaps; resume p95 ≤ 500 ms',
  timeLimit: 240,
  takesTurns: 'rabbitmq',
  async run({ short, say, onEnd }) {
    const { cuts, readers } = short ? { cuts: 40, readers: 6 } : { cuts: 1_000, readers: 24 };
    const cluster = await startCluster({ onEnd, say }, { processes: 3, broker: 'rabbitmq' });
    const proxies = await Promise.all(cluster.members.map(({ port }) => startProxy({ port })));
    onEnd(() => Promise.all(proxies.map((proxy) => proxy.stop())));
    const record = createRecord();
    const anywhere = () => proxies.map((proxy) => `ws://localhost:${proxy.port}`);
    const sockets = Array.from({ length: readers }, () => anywhere);
    const team = await startTeam({ onEnd }, record, { urls: cluster.urls, sockets, writers: 4 });
    const writings = team.writers.map((person) => startWriting(record, person, team.uri, { perSecond: 10 }));

    for (let done = 0; done < cuts;) {
      const proxy = proxies[Math.floor(Math.random() * proxies.length)]!;
      done += proxy.cut(1 + Math.floor(Math.random() * 3));
      await sleep(Math.random() * 200);
    }
    await Promise.all(writings.map((writing) => writing.stop()));
    await team.caughtUp();
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    const resumes = team.readers.flatMap((reader) => reader.resumes).toSorted((a, b) => a - b);
    const p95 = percentile(resumes, 0.95);
    return {
      figure: `${text}; resume p95 ${Math.round(p95)} ms in ${cuts} cuts and ${verdict.acknowledged} posts`,
      ok: ok && p95 <= resumeLimit,
    };
  },
};
