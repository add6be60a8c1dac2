import { startSingle, until } from '../installation.ts';
import { startProxy } from '../proxy.ts';
import { createRecord } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { startCrowd } from '../team.ts';
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
    const server = await startSingle({ onEnd });
    const proxy = await startProxy({ port: server.port });
    onEnd(() => proxy.stop());
    const record = createRecord();
    const { uri, owner, readers, caughtUp } = await startCrowd({ onEnd, say }, record, {
      urls: () => [server.url],
      sockets: () => [`ws://localhost:${proxy.port}`],
      count,
    });
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
    await caughtUp();
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
