import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '@chatire/protocol';
import { temporaryFolder } from '@chatire/server/testing';
import { startCluster, startMember, until } from '../installation.ts';
import { createGuest, type Person } from '../person.ts';
import { createRecord, type Record } from '../record.ts';
import type { Options, Scenario } from '../scenario.ts';
import { startTeam } from '../team.ts';
import { fourNoughts, judge, percentile } from '../verdict.ts';

const guests = 50;
const writers = 5;
/** Of the others together. */
const perSecond = 60;
/** Milliseconds: of the posts in each the slowest counts, and of these the median, so that one hiccup of the machine decides nothing. */
const window = 250;

/**
 * Fifty guests who came by one link post as fast as they can, and don't wait when they are told to. They stop and go on in turn, so
 * that the others are compared with themselves on the same machine at the same time.
 */
export const flood: Scenario = {
  name: 'flood',
  required:
    "others' slowest post of each 250 ms, in the median, ≤ 2× of without; all of them through; guests refused with Retry-After; 0 lost, 0 doubled, 0 misordered, 0 gaps",
  timeLimit: 180,
  takesTurns: 'alone',
  async run({ short, say, onEnd }) {
    const { rounds, phase } = short ? { rounds: 2, phase: 1_000 } : { rounds: 6, phase: 4_000 };
    const urls = await startServers({ short, say, onEnd });
    const record = createRecord();
    const sockets = urls().map((url) => () => [url.replace('http', 'ws')]);
    const team = await startTeam({ onEnd }, record, { urls, sockets, writers });
    const crowd = await Promise.all(Array.from({ length: guests }, () => createGuest(urls, team.uri)));
    say(`${guests} guests are in`);

    const tally = { through: 0, refused: 0, untold: 0, other: 0 };
    const slowest = { without: [] as number[], with: [] as number[] };
    let failed = 0;
    async function measure(kind: 'without' | 'with'): Promise<void> {
      const isOver = after(phase);
      const posts = (
        await Promise.all(team.writers.map((person) => writeCalmly(record, person, team.uri, isOver)))
      ).flat();
      failed += posts.filter(({ took }) => took === Infinity).length;
      const windows = Map.groupBy(posts, ({ at }) => Math.floor(at / window)).values();
      slowest[kind].push(...[...windows].map((some) => Math.max(...some.map(({ took }) => took))));
    }
    for (let round = 0; round < rounds; round++) {
      await measure('without');
      let isOver = () => false;
      const flooding = crowd.map((guest) =>
        postAndPost(record, guest, team.uri, urls, () => isOver(), tally),
      );
      // What the buckets held goes first.
      const refused = tally.refused + guests;
      await until(() => tally.refused >= refused, 30_000, 'Refusing guests');
      await measure('with');
      isOver = () => true;
      await Promise.all(flooding);
    }
    await team.caughtUp();

    const [without, during] = [median(slowest.without), median(slowest.with)];
    const { text, ok } = fourNoughts(judge(record));
    return {
      figure: `others' slowest of ${window} ms ${during.toFixed(1)} ms with and ${without.toFixed(1)} ms without, ${failed} of theirs refused; of the guests ${tally.through} through and ${tally.refused} refused, ${tally.untold} of these without Retry-After; ${tally.other} other answers; ${text}`,
      ok: ok && during <= 2 * without && tally.refused >= guests && failed + tally.untold + tally.other === 0,
    };
  },
};

/** One process; in the long form three, with RabbitMQ between them. */
async function startServers(options: Options): Promise<() => string[]> {
  const limited = { RATE_LIMITS: 'on' };
  if (!options.short) {
    const cluster = await startCluster(options, { processes: 3, broker: 'rabbitmq', env: limited });
    return cluster.urls;
  }
  const folder = await temporaryFolder('chaos');
  options.onEnd(() => folder.remove());
  const { url } = await startMember(options, { DATA_DIR: folder.path, ...limited });
  return () => [url];
}

/** Gives when each post left and how long it took; `Infinity` for one that was refused. */
async function writeCalmly(
  record: Record,
  person: Person,
  uri: string,
  isOver: () => boolean,
): Promise<{ at: number; took: number }[]> {
  const posts: { at: number; took: number }[] = [];
  for (let next = performance.now(); !isOver(); next += (1_000 * writers) / perSecond) {
    await sleep(Math.max(0, next - performance.now()));
    const message = 'As calm as ever';
    const client_id = record.sent(person.name, uri, message);
    const at = performance.now();
    const answer = await person.call<Message>('POST', `/api/chats/${uri}/messages/`, { message, client_id });
    const took = answer.status === 201 ? performance.now() - at : Infinity;
    if (answer.status === 201) record.acknowledged(client_id, answer.body.sequence);
    posts.push({ at, took });
  }
  return posts;
}

async function postAndPost(
  record: Record,
  guest: Person,
  uri: string,
  urls: () => string[],
  isOver: () => boolean,
  tally: { through: number; refused: number; untold: number; other: number },
): Promise<void> {
  const headers = { authorization: `Bearer ${await guest.token()}`, 'content-type': 'application/json' };
  for (let count = 0; !isOver(); count++) {
    const all = urls();
    const message = 'More!';
    const client_id = record.sent(guest.name, uri, message);
    const body = JSON.stringify({ message, client_id });
    const answer = await fetch(`${all[count % all.length]}/api/chats/${uri}/messages/`, {
      method: 'POST',
      headers,
      body,
    });
    if (answer.status === 201) {
      tally.through++;
      record.acknowledged(client_id, ((await answer.json()) as Message).sequence);
      continue;
    }
    await answer.arrayBuffer();
    if (answer.status !== 429) tally.other++;
    else tally.refused++;
    if (answer.status === 429 && !(Number(answer.headers.get('retry-after')) > 0)) tally.untold++;
  }
}

const median = (values: readonly number[]) =>
  percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );

function after(time: number): () => boolean {
  const end = performance.now() + time;
  return () => performance.now() > end;
}
