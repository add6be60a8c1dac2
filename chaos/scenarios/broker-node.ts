import { setTimeout as sleep } from 'node:timers/promises';
import { startCluster } from '../installation.ts';
import { createRecord } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { startTeam } from '../team.ts';
import { fourNoughts, judge } from '../verdict.ts';
import { startWriting } from '../writer.ts';

const writers = 10;
const perSecond = 100;
const latestAllowed = 1_000;

/** Three processes on a RabbitMQ of three nodes; the nodes are killed in turn, and each comes back. */
export const brokerNode: Scenario = {
  name: 'broker-node',
  required: 'late ≤ 1 s; 0 lost, 0 doubled, 0 misordered, 0 gaps',
  timeLimit: 240,
  async run({ short, say, onEnd }) {
    const kills = short ? 1 : 5;
    const cluster = await startCluster({ onEnd, say }, { processes: 3, broker: 'rabbitmq-cluster' });
    const record = createRecord();
    const sockets = cluster.members.map((member) => () => [member.url.replace('http', 'ws')]);
    const team = await startTeam({ onEnd }, record, {
      urls: cluster.urls,
      sockets: [...sockets, ...sockets],
      writers,
    });
    const writings = team.writers.map((person) =>
      startWriting(record, person, team.uri, { perSecond: perSecond / writers }),
    );
    await sleep(2_000);
    for (let kill = 0; kill < kills; kill++) {
      const node = cluster.nodes[kill % cluster.nodes.length]!;
      await node.kill();
      say(
        `killed node ${1 + (kill % cluster.nodes.length)} of 3, ${record.acknowledgedCount()} posts so far`,
      );
      await sleep(3_000);
      await node.start();
      await sleep(1_000);
    }
    await Promise.all(writings.map((writing) => writing.stop()));
    await team.caughtUp();
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    const latest = verdict.delays.at(-1) ?? Infinity;
    return {
      figure: `the latest was shown ${Math.round(latest)} ms after its acknowledgment in ${kills} kills and ${verdict.acknowledged} posts; ${text}`,
      ok: ok && latest <= latestAllowed && verdict.acknowledged === verdict.sent,
    };
  },
};
