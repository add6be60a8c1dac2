import { startSingle, until } from '../installation.ts';
import { createRecord } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { startTeam } from '../team.ts';
import { fourNoughts, judge } from '../verdict.ts';
import { startWriting } from '../writer.ts';

/** The default installation, killed again and again while people write. Each start finds an orphaned PostgreSQL. */
export const killServer: Scenario = {
  name: 'kill-server',
  required: '0 lost, 0 doubled, 0 misordered, 0 gaps',
  timeLimit: 240,
  async run({ short, say, onEnd }) {
    const { kills, posts, writers } = short
      ? { kills: 3, posts: 300, writers: 4 }
      : { kills: 20, posts: 10_000, writers: 16 };
    const server = await startSingle({ onEnd });
    const record = createRecord();
    const sockets = () => [server.url.replace('http', 'ws')];
    const team = await startTeam({ onEnd }, record, {
      urls: () => [server.url],
      sockets: [sockets, sockets],
      writers,
    });

    const writings = team.writers.map((person) =>
      startWriting(record, person, team.uri, { count: posts / writers }),
    );
    for (let kill = 1; kill <= kills; kill++) {
      const enough = (kill * posts) / (kills + 1);
      await until(() => record.acknowledgedCount() >= enough, 60_000, `${enough} acknowledged posts`);
      await server.kill();
      await server.start();
      if (kill % 5 === 0 || kill === kills)
        say(`killed ${kill} times, ${record.acknowledgedCount()} posts acknowledged`);
    }
    await Promise.all(writings.map((writing) => writing.done));
    await team.caughtUp();
    const verdict = judge(record);
    const { text, ok } = fourNoughts(verdict);
    return {
      figure: `${text} in ${verdict.acknowledged} acknowledged posts and ${kills} kills`,
      ok: ok && verdict.acknowledged === posts,
    };
  },
};
