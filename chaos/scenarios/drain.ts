import { startCluster, until } from '../installation.ts';
import { createRecord } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { startCrowd } from '../team.ts';
import { fourNoughts, judge } from '../verdict.ts';
import { startWriting } from '../writer.ts';

const exitLimit = 30_000;

/** SIGTERM to one of two processes while sockets of a few people, many each, are open and somebody writes. */
export const drain: Scenario = {
  name: 'drain',
  required: '0 lost, 0 doubled, 0 misordered, 0 gaps; exit ≤ 30 s; all back',
  timeLimit: 240,
  takesTurns: 'rabbitmq',
  async run({ short, say, onEnd }) {
    const count = short ? 100 : 2_000;
    const cluster = await startCluster({ onEnd, say }, { processes: 2, broker: 'rabbitmq' });
    const [first] = cluster.members;
    const record = createRecord();
    let draining = false;
    const { uri, owner, readers, caughtUp } = await startCrowd({ onEnd, say }, record, {
      urls: cluster.urls,
      sockets: () => (draining ? cluster.sockets() : [first!.url.replace('http', 'ws')]),
      count,
    });
    const writing = startWriting(record, owner, uri, { perSecond: 5 });
    say('SIGTERM');
    draining = true;
    const began = performance.now();
    const code = await first!.stop('SIGTERM');
    const took = performance.now() - began;
    await until(() => readers.every((reader) => reader.isLive()), 60_000, 'All readers being back');
    const back = performance.now() - began;
    await writing.stop();
    await caughtUp();
    const { text, ok } = fourNoughts(judge(record));
    return {
      figure: `${text}; exit with ${code} after ${(took / 1_000).toFixed(1)} s; ${count} sockets back after ${(back / 1_000).toFixed(1)} s`,
      ok: ok && code === 0 && took <= exitLimit,
    };
  },
};
