import { startMember, until } from '../installation.ts';
import { temporaryFolder } from '@chatire/server/testing';
import { createPerson, startChat } from '../person.ts';
import { startProxy } from '../proxy.ts';
import { startReader, type Reader } from '../reader.ts';
import { createRecord } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { fourNoughts, judge } from '../verdict.ts';
import { startWriting } from '../writer.ts';

const limit = 60_000;

/** All sockets of a server are cut in the same moment, and all their owners want back. */
export const herd: Scenario = {
  name: 'herd',
  required: '95 % back ≤ 60 s, none refused without a time to come back',
  timeLimit: 280,
  async run({ short, say, onEnd }) {
    const count = short ? 200 : 5_000;
    const folder = await temporaryFolder('chaos');
    onEnd(() => folder.remove());
    const server = await startMember({ onEnd }, { DATA_DIR: folder.path });
    const proxy = await startProxy({ port: server.port });
    onEnd(() => proxy.stop());
    const record = createRecord();
    const urls = () => [server.url];
    const owner = await createPerson(urls);
    const people = await Promise.all(Array.from({ length: 50 }, () => createPerson(urls)));
    const uri = await startChat(owner, people);

    say(`opening ${count} sockets`);
    const sockets = () => [`ws://localhost:${proxy.port}`];
    const readers: Reader[] = [];
    onEnd(() => {
      for (const reader of readers) reader.close();
    });
    while (readers.length < count) {
      const batch = Array.from({ length: Math.min(50, count - readers.length) }, (_, index) => {
        const number = readers.length + index;
        return startReader({
          person: people[number % people.length]!,
          reader: `socket ${number}`,
          chats: [uri],
          sockets,
          record,
        });
      });
      readers.push(...(await Promise.all(batch)));
    }
    const writing = startWriting(record, owner, uri, { perSecond: 2 });
    say('cutting all');
    const began = performance.now();
    proxy.cut();
    const wanted = Math.ceil(count * 0.95);
    await until(
      () => readers.filter((reader) => reader.returns.length > 0).length >= wanted,
      limit,
      '95 % being back',
    );
    const took = performance.now() - began;
    await until(() => readers.every((reader) => reader.isLive()), limit, 'All readers being back');
    await writing.stop();
    const { body } = await owner.call<{ sequence: number }>('GET', `/api/chats/${uri}/`);
    await Promise.all(readers.map((reader) => reader.reaches(uri, body.sequence, limit)));
    const refused = readers.map((reader) => reader.refusals());
    const withDelay = refused.reduce((sum, one) => sum + one.withDelay, 0);
    const withoutDelay = refused.reduce((sum, one) => sum + one.withoutDelay, 0);
    const { text, ok } = fourNoughts(judge(record));
    return {
      figure: `95 % of ${count} back after ${(took / 1_000).toFixed(1)} s; ${withDelay} refused with a time to come back, ${withoutDelay} without; ${text}`,
      ok: ok && took <= limit && withoutDelay === 0,
    };
  },
};
