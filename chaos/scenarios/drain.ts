import { startCluster, until } from '../installation.ts';
import { createPerson, startChat } from '../person.ts';
import { startReader, type Reader } from '../reader.ts';
import { createRecord } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { fourNoughts, judge } from '../verdict.ts';
import { startWriting } from '../writer.ts';

const exitLimit = 30_000;

/** SIGTERM to one of two processes while sockets of a few people, many each, are open and somebody writes. */
export const drain: Scenario = {
  name: 'drain',
  required: '0 lost, 0 doubled, 0 misordered, 0 gaps; exit ≤ 30 s; all back',
  timeLimit: 240,
  async run({ short, say, onEnd }) {
    const count = short ? 100 : 2_000;
    const cluster = await startCluster({ onEnd, say }, { processes: 2, broker: 'rabbitmq' });
    const [first] = cluster.members;
    const record = createRecord();
    const owner = await createPerson(cluster.urls);
    const people = await Promise.all(Array.from({ length: 20 }, () => createPerson(cluster.urls)));
    const uri = await startChat(owner, people);

    say(`opening ${count} sockets to the first process`);
    let draining = false;
    const sockets = () => (draining ? cluster.sockets() : [first!.url.replace('http', 'ws')]);
    const readers: Reader[] = [];
    onEnd(() => {
      for (const reader of readers) reader.close();
    });
    while (readers.length < count) {
      const batch = Array.from({ length: Math.min(50, count - readers.length) }, (_, index) => {
        const number = readers.length + index;
        const person = people[number % people.length]!;
        return startReader({ person, reader: `socket ${number}`, chats: [uri], sockets, record });
      });
      readers.push(...(await Promise.all(batch)));
    }
    const writing = startWriting(record, owner, uri, { perSecond: 5 });
    say('SIGTERM');
    draining = true;
    const began = performance.now();
    const code = await first!.stop('SIGTERM');
    const took = performance.now() - began;
    await until(() => readers.every((reader) => reader.isLive()), 60_000, 'All readers being back');
    const back = performance.now() - began;
    await writing.stop();
    const { body } = await owner.call<{ sequence: number }>('GET', `/api/chats/${uri}/`);
    await Promise.all(readers.map((reader) => reader.reaches(uri, body.sequence, 60_000)));
    const { text, ok } = fourNoughts(judge(record));
    return {
      figure: `${text}; exit with ${code} after ${(took / 1_000).toFixed(1)} s; ${count} sockets back after ${(back / 1_000).toFixed(1)} s`,
      ok: ok && code === 0 && took <= exitLimit,
    };
  },
};
