import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '@chatire/server/testing';
import { countWithoutRow } from '../history.ts';
import { startMember, until } from '../installation.ts';
import { createRecord } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { startTeam } from '../team.ts';
import { fourNoughts, judge } from '../verdict.ts';
import { startWriting } from '../writer.ts';

const writers = 8;
const servingLimit = 10_000;

/** The default installation, whose PostgreSQL is killed again and again while people write. Its server starts it anew. */
export const killDatabase: Scenario = {
  name: 'kill-database',
  required: '0 lost, 0 doubled, 0 misordered, 0 gaps; serving again ≤ 10 s after it is back',
  timeLimit: 240,
  async run({ short, say, onEnd }) {
    const kills = short ? 2 : 10;
    const folder = await temporaryFolder('chaos');
    onEnd(() => folder.remove());
    const server = await startMember({ onEnd }, { DATA_DIR: folder.path });
    const postmaster = () => runningPostmaster(folder.path);
    const record = createRecord();
    const sockets = () => [server.url.replace('http', 'ws')];
    const team = await startTeam({ onEnd }, record, {
      urls: () => [server.url],
      sockets: [sockets, sockets],
      writers,
    });
    const writings = team.writers.map((person) => startWriting(record, person, team.uri, { perSecond: 20 }));
    let slowest = 0;
    for (let kill = 1; kill <= kills; kill++) {
      await sleep(1_000);
      const killed = await postmaster();
      if (killed === undefined) throw new Error('PostgreSQL does not run.');
      process.kill(killed, 'SIGKILL');
      let back: number | undefined;
      await until(
        async () => (back = await postmaster()) !== undefined && back !== killed,
        60_000,
        'PostgreSQL coming back',
      );
      const since = performance.now();
      const before = record.acknowledgedCount();
      await until(() => record.acknowledgedCount() > before, 60_000, 'An acknowledged post');
      slowest = Math.max(slowest, performance.now() - since);
      if (kill % 5 === 0 || kill === kills)
        say(
          `killed ${kill} times; a post was acknowledged ${Math.round(slowest)} ms after it was back at most`,
        );
    }
    await Promise.all(writings.map((writing) => writing.stop()));
    await team.caughtUp();
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    const withoutRow = await countWithoutRow(record, team.owner, team.uri);
    return {
      figure: `${text}, ${withoutRow} without a row in ${verdict.acknowledged} acknowledged posts and ${kills} kills; serving again after ${Math.round(slowest)} ms`,
      ok: ok && withoutRow === 0 && verdict.acknowledged === verdict.sent && slowest <= servingLimit,
    };
  },
};

/** The process that PostgreSQL's own file names, once that says that connections are accepted. */
async function runningPostmaster(dataDir: string): Promise<number | undefined> {
  const file = await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').catch(() => '');
  const lines = file.split('\n');
  return lines[7]?.trim() === 'ready' ? Number(lines[0]) : undefined;
}
