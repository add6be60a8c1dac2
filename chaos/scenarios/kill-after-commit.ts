import { startPostgres } from '@chatire/server/testing';
import { startMember } from '../installation.ts';
import { createPerson, startChat } from '../person.ts';
import { startCommitTap } from '../commit-tap.ts';
import { startReader } from '../reader.ts';
import { createRecord } from '../record.ts';
import type { Scenario } from '../scenario.ts';
import { fourNoughts, judge } from '../verdict.ts';
import type { History } from '@chatire/protocol';

const limit = 5_000;

/**
 * Two processes. The wire between the first and PostgreSQL is watched: the moment PostgreSQL says that a post is committed,
 * the process is killed, so that it can neither acknowledge nor publish. Readers of the second must be shown the post.
 */
export const killAfterCommit: Scenario = {
  name: 'kill-after-commit',
  required: 'all shown ≤ 5 s; 0 lost, 0 doubled, 0 misordered, 0 gaps',
  timeLimit: 560,
  async run({ short, say, onEnd }) {
    const rounds = short ? 2 : 50;
    const postgres = await startPostgres();
    onEnd(() => postgres.stop());
    const tap = await startCommitTap(new URL(postgres.url).searchParams.get('host')!);
    onEnd(() => tap.stop());
    const tapped = new URL(postgres.url);
    tapped.search = '';
    tapped.host = `127.0.0.1:${tap.port}`;
    const env = { BROKER: 'postgres' };
    const victim = await startMember({ onEnd }, { ...env, DATABASE_URL: tapped.href });
    const other = await startMember({ onEnd }, { ...env, DATABASE_URL: postgres.url });

    const record = createRecord();
    const urls = () => [other.url];
    const [writer, audience] = [await createPerson(urls), await createPerson(urls)];
    const uri = await startChat(writer, [audience]);
    const reader = await startReader({
      person: audience,
      chats: [uri],
      sockets: () => [other.url.replace('http', 'ws')],
      record,
    });
    onEnd(reader.close);

    let latest = 0;
    let acknowledgedByVictim = 0;
    for (let round = 1; round <= rounds; round++) {
      const text = `round ${round}`;
      const clientId = record.sent(writer.name, uri, text);
      const committed = tap.onNextCommit(() => victim.kill());
      const headers = { authorization: `Bearer ${await writer.token()}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ message: text, client_id: clientId });
      const answer = await fetch(`${victim.url}/api/chats/${uri}/messages/`, {
        method: 'POST',
        headers,
        body,
      }).catch(() => undefined);
      if (answer) acknowledgedByVictim++;
      const committedAt = await committed;
      const page = await writer.call<History>('GET', `/api/chats/${uri}/messages/?limit=1`);
      const message = page.body.messages[0]!;
      if (message.client_id !== clientId) throw new Error('The post was not committed.');
      record.acknowledged(clientId, message.sequence);
      await reader.reaches(uri, message.sequence, 2 * limit);
      latest = Math.max(latest, performance.now() - committedAt);
      await victim.start();
      if (round % 10 === 0) say(`killed ${round} times; the latest was shown after ${Math.round(latest)} ms`);
    }
    const { text, ok } = fourNoughts(judge(record));
    return {
      figure: `the latest was shown ${Math.round(latest)} ms after its commit in ${rounds} kills, ${acknowledgedByVictim} of them too late; ${text}`,
      ok: ok && latest <= limit && acknowledgedByVictim === 0,
    };
  },
};
