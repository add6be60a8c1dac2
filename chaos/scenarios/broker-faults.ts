import { setTimeout as sleep } from 'node:timers/promises';
import type { RabbitMqNode } from '@chatire/server/testing';
import { startCluster, type Cluster } from '../installation.ts';
import { mebibyte, memoryOf } from '../memory.ts';
import { createRecord, type Record } from '../record.ts';
import type { Options, Scenario } from '../scenario.ts';
import { startTeam, type Team } from '../team.ts';
import { delaysBetween, fourNoughts, judge, percentile } from '../verdict.ts';
import { startWriting } from '../writer.ts';

const writers = 10;
const perSecond = 100;

interface Storm {
  cluster: Cluster;
  record: Record;
  team: Team;
  rabbit: RabbitMqNode;
  /** Ends the writing; resolves when everything sent is acknowledged. */
  stopWriting(): Promise<void>;
}

/** Two processes; people write through both at 100 posts a second together, and read through both. */
async function startStorm({ onEnd, say }: Options): Promise<Storm> {
  const cluster = await startCluster({ onEnd, say }, { processes: 2, broker: 'rabbitmq' });
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
  return {
    cluster,
    record,
    team,
    rabbit: cluster.nodes[0]!,
    stopWriting: async () => void (await Promise.all(writings.map((writing) => writing.stop()))),
  };
}

export const brokerDown: Scenario = {
  name: 'broker-down',
  required:
    '100 % acknowledged; p99 across processes ≤ 1 s while down; caught up ≤ 5 s after; 0 lost, 0 doubled, 0 misordered, 0 gaps',
  timeLimit: 200,
  async run(options) {
    const outage = options.short ? 4_000 : 60_000;
    const { record, team, rabbit, stopWriting } = await startStorm(options);
    await sleep(2_000);
    options.say(`stopping RabbitMQ for ${outage / 1_000} s`);
    await rabbit.kill();
    const [downAt] = [performance.now()];
    await sleep(outage);
    const upFrom = performance.now();
    await rabbit.start();
    const upAt = performance.now();
    await sleep(3_000);
    await stopWriting();
    const stoppedAt = performance.now();
    await team.caughtUp(5_000);
    const caughtUp = performance.now() - Math.max(upAt, stoppedAt);
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    const p99 = percentile(delaysBetween(record, downAt, upFrom), 0.99);
    return {
      figure: `${verdict.acknowledged} of ${verdict.sent} acknowledged; p99 ${Math.round(p99)} ms while down; caught up ${Math.round(caughtUp)} ms after; ${text}`,
      ok: ok && verdict.acknowledged === verdict.sent && p99 <= 1_000 && caughtUp <= 5_000,
    };
  },
};

export const brokerAlarm: Scenario = {
  name: 'broker-alarm',
  required: "100 % acknowledged; the servers' memory grows ≤ 50 MiB; 0 lost, 0 doubled, 0 misordered, 0 gaps",
  timeLimit: 150,
  async run(options) {
    const alarm = options.short ? 4_000 : 30_000;
    const { cluster, record, team, rabbit, stopWriting } = await startStorm(options);
    // What a process takes for its first load isn't the alarm's.
    await sleep(options.short ? 3_000 : 10_000);
    const before = await Promise.all(
      cluster.members.map((member) => memoryOf(member.running().process.pid!)),
    );
    options.say(`raising the memory alarm for ${alarm / 1_000} s`);
    await rabbit.alarm(true);
    await sleep(alarm);
    const after = await Promise.all(cluster.members.map((member) => memoryOf(member.running().process.pid!)));
    await rabbit.alarm(false);
    await sleep(1_000);
    await stopWriting();
    await team.caughtUp();
    const growth = Math.max(...after.map((bytes, index) => bytes - before[index]!)) / mebibyte;
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    return {
      figure: `${verdict.acknowledged} of ${verdict.sent} acknowledged; memory grew by ${growth.toFixed(1)} MiB at most; ${text}`,
      ok: ok && verdict.acknowledged === verdict.sent && growth <= 50,
    };
  },
};

export const brokerFreeze: Scenario = {
  name: 'broker-freeze',
  required: 'every post is shown ≤ 5 s after its acknowledgment; 0 lost, 0 doubled, 0 misordered, 0 gaps',
  timeLimit: 200,
  async run(options) {
    const frozen = options.short ? 5_000 : 60_000;
    const { record, team, rabbit, stopWriting } = await startStorm(options);
    await sleep(2_000);
    options.say(`freezing RabbitMQ for ${frozen / 1_000} s: no connection breaks, nothing answers`);
    rabbit.freeze();
    const from = performance.now();
    await sleep(frozen);
    const to = performance.now();
    rabbit.thaw();
    await sleep(2_000);
    await stopWriting();
    await team.caughtUp();
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    const longest = delaysBetween(record, from, to).at(-1) ?? Infinity;
    return {
      figure: `the latest was shown ${Math.round(longest)} ms after its acknowledgment; ${text}`,
      ok: ok && verdict.acknowledged === verdict.sent && longest <= 5_000,
    };
  },
};
