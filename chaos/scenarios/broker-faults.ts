import { setTimeout as sleep } from 'node:timers/promises';
import { mebibyte, memoryOf } from '../memory.ts';
import type { Scenario } from '../scenario.ts';
import { startStorm } from '../storm.ts';
import { delaysBetween, fourNoughts, judge, percentile } from '../verdict.ts';

const twoProcesses = { processes: 2, broker: 'rabbitmq' } as const;

export const brokerDown: Scenario = {
  name: 'broker-down',
  required:
    '100 % acknowledged; p99 across processes ≤ 1 s while down; caught up ≤ 5 s after; 0 lost, 0 doubled, 0 misordered, 0 gaps',
  timeLimit: 200,
  takesTurns: 'rabbitmq',
  async run(options) {
    const outage = options.short ? 4_000 : 60_000;
    const { cluster, record, across, stopWriting, caughtUp } = await startStorm(options, twoProcesses);
    const rabbit = cluster.nodes[0]!;
    await sleep(2_000);
    options.say(`stopping RabbitMQ for ${outage / 1_000} s`);
    await rabbit.kill();
    const downAt = performance.now();
    await sleep(outage);
    const upFrom = performance.now();
    await rabbit.start();
    const upAt = performance.now();
    await sleep(3_000);
    await stopWriting();
    const stoppedAt = performance.now();
    await caughtUp(5_000);
    const took = performance.now() - Math.max(upAt, stoppedAt);
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    const p99 = percentile(delaysBetween(record, downAt, upFrom, across), 0.99);
    return {
      figure: `${verdict.acknowledged} of ${verdict.sent} acknowledged; p99 ${Math.round(p99)} ms while down; caught up ${Math.round(took)} ms after; ${text}`,
      ok: ok && verdict.acknowledged === verdict.sent && p99 <= 1_000 && took <= 5_000,
    };
  },
};

export const brokerAlarm: Scenario = {
  name: 'broker-alarm',
  required: "100 % acknowledged; the servers' memory grows ≤ 50 MiB; 0 lost, 0 doubled, 0 misordered, 0 gaps",
  timeLimit: 150,
  takesTurns: 'rabbitmq',
  async run(options) {
    const alarm = options.short ? 4_000 : 30_000;
    const { cluster, record, stopWriting, caughtUp } = await startStorm(options, twoProcesses);
    const rabbit = cluster.nodes[0]!;
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
    await caughtUp();
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
  takesTurns: 'rabbitmq',
  async run(options) {
    const frozen = options.short ? 7_000 : 60_000;
    const { cluster, record, across, stopWriting, caughtUp } = await startStorm(options, twoProcesses);
    const rabbit = cluster.nodes[0]!;
    await sleep(2_000);
    options.say(`freezing RabbitMQ for ${frozen / 1_000} s: no connection breaks, nothing answers`);
    rabbit.freeze();
    const from = performance.now();
    await sleep(frozen);
    const to = performance.now();
    rabbit.thaw();
    await sleep(2_000);
    await stopWriting();
    await caughtUp();
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    const longest = delaysBetween(record, from, to, across).at(-1) ?? Infinity;
    return {
      figure: `the latest was shown ${Math.round(longest)} ms after its acknowledgment; ${text}`,
      ok: ok && verdict.acknowledged === verdict.sent && longest <= 5_000,
    };
  },
};
