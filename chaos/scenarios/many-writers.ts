import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '@chatire/protocol';
import { readHistory } from '../history.ts';
import { startCluster } from '../installation.ts';
import type { Person } from '../person.ts';
import { createRecord, type Record } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { startTeam } from '../team.ts';
import { fourNoughts, judge } from '../verdict.ts';

const writers = 16;
const abortedShare = 0.1;

/** Sixteen writers on three processes into one chat; a tenth of the requests is broken off at a random moment. */
export const manyWriters: Scenario = {
  name: 'many-writers',
  required: 'sequence exactly 1..N, 0 lost, 0 doubled, 0 misordered, 0 gaps',
  timeLimit: 180,
  takesTurns: 'rabbitmq',
  async run({ short, say, onEnd }) {
    const postsEach = short ? 25 : 500;
    const cluster = await startCluster({ onEnd, say }, { processes: 3, broker: 'rabbitmq' });
    const record = createRecord();
    const sockets = cluster.members.map((member) => () => [member.url.replace('http', 'ws')]);
    const team = await startTeam({ onEnd }, record, { urls: cluster.urls, sockets, writers });
    await Promise.all(team.writers.map((person) => write(record, person, team.uri, cluster.urls, postsEach)));
    await team.caughtUp();

    const sequences = (await readHistory(team.owner, team.uri)).map((message) => message.sequence);
    const joined = 1 + writers + sockets.length;
    const exact = sequences.every((sequence, index) => sequence === joined + 1 + index);
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    return {
      figure: `sequence ${exact ? `exactly 1..${joined + sequences.length}` : 'with holes'}, ${text}`,
      ok: ok && exact && sequences.length === writers * postsEach,
    };
  },
};

async function write(
  record: Record,
  person: Person,
  uri: string,
  urls: () => string[],
  count: number,
): Promise<void> {
  for (let index = 0; index < count; index++) {
    const message = `${person.name} says ${index}`;
    const client_id = record.sent(person.name, uri, message);
    for (;;) {
      const all = urls();
      const url = `${all[Math.floor(Math.random() * all.length)]}/api/chats/${uri}/messages/`;
      const signal =
        Math.random() < abortedShare
          ? AbortSignal.timeout(Math.ceil(Math.random() * 20))
          : AbortSignal.timeout(15_000);
      const headers = { authorization: `Bearer ${await person.token()}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ message, client_id });
      const answer = await fetch(url, { method: 'POST', headers, body, signal })
        .then(async (response) =>
          response.status === 201 ? ((await response.json()) as Message) : undefined,
        )
        .catch(() => undefined);
      if (answer) {
        record.acknowledged(client_id, answer.sequence);
        break;
      }
      await sleep(5);
    }
  }
}
