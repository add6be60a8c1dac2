import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../scenario.ts';
import { startStorm } from '../storm.ts';
import { fourNoughts, judge } from '../verdict.ts';

const latestAllowed = 1_000;

/** Three processes on a RabbitMQ of three nodes; the nodes are killed in turn, and each comes back. */
export const brokerNode: Scenario = {
  name: 'broker-node',
  required: 'late ≤ 1 s; 0 lost, 0 doubled, 0 misordered, 0 gaps',
  timeLimit: 240,
  takesTurns: 'rabbitmq',
  async run(options) {
    const kills = options.short ? 1 : 5;
    const installation = { processes: 3, broker: 'rabbitmq-cluster' } as const;
    const { cluster, record, stopWriting, caughtUp } = await startStorm(options, installation);
    await sleep(2_000);
    for (let kill = 0; kill < kills; kill++) {
      const node = cluster.nodes[kill % cluster.nodes.length]!;
      await node.kill();
      options.say(
        `killed node ${1 + (kill % cluster.nodes.length)} of 3, ${record.acknowledgedCount()} posts so far`,
      );
      await sleep(3_000);
      await node.start();
      await sleep(1_000);
    }
    await stopWriting();
    await caughtUp();
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    const latest = verdict.delays.at(-1) ?? Infinity;
    return {
      figure: `the latest was shown ${Math.round(latest)} ms after its acknowledgment in ${kills} kills and ${verdict.acknowledged} posts; ${text}`,
      ok: ok && latest <= latestAllowed && verdict.acknowledged === verdict.sent,
    };
  },
};
