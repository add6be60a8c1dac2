import { setTimeout as sleep } from 'node:timers/promises';
import type { EventFrame, Message } from '@chatire/protocol';
import { startCluster, type Cluster } from '../installation.ts';
import { helloOf, listen, type Listener } from '../listener.ts';
import { createPerson, startChat, type Person } from '../person.ts';
import { createRecord } from '../record.ts';
import type { Options, Scenario } from '../scenario.ts';
import { startWriting } from '../writer.ts';

const limit = 1_000;
/** After the removal, how long its sockets go on being listened to. */
const patience = 1_500;

/** Somebody with sockets on three processes is removed while others talk, and tries everything to hear or say more. */
export const removedMember: Scenario = {
  name: 'removed-member',
  required: '0 events later than 1 s after; 0 by history, resume, edit, reply',
  timeLimit: 240,
  async run(options) {
    const outcomes = options.short
      ? [await remove(options, { BROKER: 'postgres' }, 1)]
      : [await remove(options, { BROKER: 'postgres' }, 20), await remove(options, 'rabbitmq', 20)];
    const sum = (key: 'late' | 'successes' | 'tries' | 'rounds' | 'heard') =>
      outcomes.reduce((total, outcome) => total + outcome[key], 0);
    const latest = Math.round(Math.max(...outcomes.map((outcome) => outcome.latest)));
    return {
      figure: `${sum('late')} events later than 1 s after ${sum('rounds')} removals (the last after ${latest} ms, of ${sum('heard')} before); ${sum('successes')} of ${sum('tries')} tries succeeded`,
      ok: sum('late') === 0 && sum('successes') === 0 && sum('heard') > 0,
    };
  },
};

async function remove(
  { onEnd, say }: Options,
  broker: 'rabbitmq' | Record<string, string>,
  rounds: number,
): Promise<{
  late: number;
  latest: number;
  heard: number;
  successes: number;
  tries: number;
  rounds: number;
}> {
  const cluster = await startCluster({ onEnd, say }, { processes: 3, broker });
  const [owner, writer, victim] = await Promise.all([1, 2, 3].map(() => createPerson(cluster.urls)));
  if (!owner || !writer || !victim) throw new Error('Nobody came.');
  const uri = await startChat(owner, [writer]);
  const writing = startWriting(createRecord(), writer, uri, { perSecond: 40 });
  const outcome = { late: 0, latest: 0, heard: 0, successes: 0, tries: 0, rounds };
  for (let round = 1; round <= rounds; round++) {
    await owner.call('PATCH', `/api/chats/${uri}/`, { username: victim.name });
    const post = await victim.call<Message>('POST', `/api/chats/${uri}/messages/`, { message: 'here I am' });
    const hello = helloOf(await victim.token(), { [uri]: post.body.sequence });
    const open = () => cluster.sockets().map((address) => listen(`${address}/ws`, hello));
    const sockets = open();
    const observer = listen(`${cluster.sockets()[0]}/ws`, helloOf(await owner.token()));
    await Promise.all([...sockets, observer].map((socket) => socket.settled()));
    await sleep(100);
    // Some are just coming in.
    sockets.push(...open());
    await owner.call('DELETE', `/api/chats/${uri}/members/${victim.userId}/`);
    const removedAt = performance.now();
    sockets.push(...open());

    const tries = await tryEverything(cluster, victim, uri, post.body.id);
    for (const socket of sockets) socket.send({ type: 'typing', chat: uri });
    const resumed = open();
    await sleep(patience);
    for (const socket of sockets) {
      const events = eventsOf(socket, uri);
      outcome.heard += events.filter(({ at }) => at <= removedAt).length;
      outcome.latest = Math.max(outcome.latest, ...events.map(({ at }) => at - removedAt));
      outcome.late += events.filter(({ at }) => at > removedAt + limit).length;
    }
    outcome.tries += tries.length + resumed.length + 1;
    outcome.successes += tries.filter((status) => status !== 404).length;
    outcome.successes += resumed.filter((socket) => eventsOf(socket, uri).length > 0).length;
    if (observer.frames.some(({ at, frame }) => frame.type === 'typing' && at > removedAt))
      outcome.successes++;
    for (const socket of [...sockets, ...resumed, observer]) socket.close();
    if (round % 10 === 0) say(`removed ${round} times`);
  }
  await writing.stop();
  return outcome;
}

/** The statuses of all that a member could ask each process for. */
async function tryEverything(cluster: Cluster, victim: Person, uri: string, id: number): Promise<number[]> {
  const chat = `/api/chats/${uri}/`;
  const message = `${chat}messages/${id}/`;
  const tries: [string, string, unknown?][] = [
    ['GET', chat],
    ['GET', `${chat}messages/`],
    ['GET', `${chat}events/?after=0`],
    ['GET', `${chat}seen/`],
    ['POST', `${chat}messages/`, { message: 'still here' }],
    ['POST', `${chat}messages/`, { message: 'still here', reply_to: id }],
    ['PATCH', message, { message: 'or so' }],
    ['DELETE', message],
    ['PUT', `${message}reactions/${encodeURIComponent('👍')}/`],
    ['PUT', `${chat}unread/`, { sequence: 1 }],
    ['PATCH', `${chat}settings/`, { pinned: true }],
  ];
  const headers = { authorization: `Bearer ${await victim.token()}`, 'content-type': 'application/json' };
  const asked = cluster.urls().flatMap((url) =>
    tries.map(async ([method, path, body]) => {
      const sent = body === undefined ? { authorization: headers.authorization } : headers;
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: sent,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return answer.status;
    }),
  );
  return Promise.all(asked);
}

function eventsOf(socket: Listener, uri: string): { at: number; frame: EventFrame }[] {
  return socket.frames.flatMap(({ at, frame }) =>
    frame.type === 'event' && frame.chat === uri ? [{ at, frame }] : [],
  );
}
