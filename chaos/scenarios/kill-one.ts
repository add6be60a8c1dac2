import { setTimeout as sleep } from 'node:timers/promises';
import { startBalancer } from '../balancer.ts';
import { startCluster, until } from '../installation.ts';
import { createRecord } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { startTeam } from '../team.ts';
import { fourNoughts, judge } from '../verdict.ts';
import { startWriting } from '../writer.ts';

const backLimit = 2_000;

/** One address before three processes; one of them is killed, and its people are let in by the others. */
export const killOne: Scenario = {
  name: 'kill-one',
  required: 'all back ≤ 2 s; 0 lost, 0 doubled, 0 misordered, 0 gaps',
  timeLimit: 180,
  takesTurns: 'rabbitmq',
  async run({ short, say, onEnd }) {
    const { kills, readers } = short ? { kills: 1, readers: 30 } : { kills: 6, readers: 150 };
    const cluster = await startCluster({ onEnd, say }, { processes: 3, broker: 'rabbitmq' });
    const balancer = await startBalancer(() => cluster.members.filter((member) => member.isUp()));
    onEnd(() => balancer.stop());
    const address = `localhost:${balancer.port}`;
    const record = createRecord();
    const team = await startTeam({ onEnd }, record, {
      urls: () => [`http://${address}`],
      sockets: Array.from({ length: readers }, () => () => [`ws://${address}`]),
      writers: 4,
    });
    const writings = team.writers.map((person) => startWriting(record, person, team.uri, { perSecond: 10 }));
    const returns = () => team.readers.flatMap((reader) => reader.returns);
    for (let kill = 0; kill < kills; kill++) {
      await sleep(1_000);
      const number = kill % cluster.members.length;
      const cutBefore = returns().length;
      await cluster.members[number]!.kill();
      const allBack = () => returns().length > cutBefore && team.readers.every((reader) => reader.isLive());
      await until(allBack, 30_000, 'All being back');
      say(`killed process ${number + 1} of 3, and ${returns().length - cutBefore} readers came back`);
      await cluster.members[number]!.start();
    }
    await Promise.all(writings.map((writing) => writing.stop()));
    await team.caughtUp();
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    const longest = Math.max(...returns());
    return {
      figure: `${returns().length} readers of ${kills} killed processes back, the last after ${Math.round(longest)} ms; ${text}`,
      ok: ok && longest <= backLimit,
    };
  },
};
