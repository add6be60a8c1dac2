import { setTimeout as sleep } from 'node:timers/promises';
import { password } from '@chatire/server/testing';
import { startCluster, type Cluster } from '../installation.ts';
import { helloOf, listen, type Listener } from '../listener.ts';
import { createPerson, startChat, type Person } from '../person.ts';
import type { Options, Scenario } from '../scenario.ts';

const limit = 1_000;
/** Requests that go on while the session is ended, and so long after it. */
const racers = 4;
const goOnFor = 60;
/** Sockets that are just being opened when it ends. */
const latecomers = 6;

/** What a session is: its token, its cookie, and how to end it from elsewhere. */
interface Session {
  token: string;
  cookie: string;
  /** Resolves with the status, when the server has answered. */
  end(): Promise<number>;
  /** What asking for one's own chats must answer from then on, and whether sockets close. */
  refused: 401 | 404;
}

/** Sessions and memberships are ended while their owner goes on asking, on two processes. */
export const endedSessions: Scenario = {
  name: 'ended-sessions',
  required: 'sockets closed ≤ 1 s; 0 later successes',
  timeLimit: 2_400,
  async run(options) {
    const figures = { ended: 0, latest: 0, successes: 0, asked: 0 };
    if (options.short) await endMany(options, { BROKER: 'postgres' }, 10, figures);
    else {
      await endMany(options, { BROKER: 'postgres' }, 250, figures);
      await endMany(options, 'rabbitmq', 250, figures);
    }
    return {
      figure: `${figures.ended} ended, the last socket closed after ${Math.round(figures.latest)} ms; ${figures.successes} of ${figures.asked} later requests succeeded`,
      ok: figures.latest <= limit && figures.successes === 0 && figures.asked > figures.ended,
    };
  },
};

async function endMany(
  { say, onEnd }: Options,
  broker: 'rabbitmq' | Record<string, string>,
  times: number,
  figures: { ended: number; latest: number; successes: number; asked: number },
): Promise<void> {
  const cluster = await startCluster({ onEnd, say }, { processes: 2, broker });
  const owner = await createPerson(cluster.urls);
  const uri = await startChat(owner, []);
  const account = await createPerson(cluster.urls);
  await account.call('POST', `/api/chats/${uri}/join/`);
  const ways: Record<string, () => Promise<Session>> = {
    'signed out': () => guestWhoSignsOut(cluster, uri),
    'password changed': () => deviceOfAnother(cluster, account),
    banned: () => guestWhoIsBanned(cluster, owner, uri),
  };
  for (const [way, start] of Object.entries(ways)) {
    let latestOfWay = 0;
    for (let time = 1; time <= times; time++) {
      const { latest, successes, asked } = await endWhileAsking(cluster, uri, await start());
      figures.ended++;
      latestOfWay = Math.max(latestOfWay, latest);
      figures.successes += successes;
      figures.asked += asked;
    }
    figures.latest = Math.max(figures.latest, latestOfWay);
    say(`${way} ${times} times; the last socket was closed after ${Math.round(latestOfWay)} ms`);
  }
}

async function endWhileAsking(
  cluster: Cluster,
  uri: string,
  session: Session,
): Promise<{ latest: number; successes: number; asked: number }> {
  const headers = { authorization: `Bearer ${session.token}` };
  const sockets = cluster.sockets().map((address) => listen(`${address}/ws`, helloOf(session.token)));
  const entered = await Promise.all(sockets.map((socket) => socket.settled()));
  if (entered.includes(false)) throw new Error('A socket was not let in.');
  let endedAt = Infinity;
  let successes = 0;
  let asked = 0;
  const race = async (url: string) => {
    while (performance.now() < endedAt + goOnFor) {
      const isLater = performance.now() > endedAt;
      const { status } = await fetch(`${url}/api/chats/${uri}/messages/?limit=1`, { headers });
      if (isLater) asked++;
      if (isLater && status !== session.refused) successes++;
      else if (status !== 200 && status !== session.refused) throw new Error(`A request gave ${status}.`);
    }
  };
  const races = Array.from({ length: racers }, (_, racer) => race(cluster.urls()[racer % 2]!));
  const knocking = knock(cluster, session, () => endedAt);
  const coming = comeIn(cluster, session);
  const status = await session.end();
  if (status !== 204) throw new Error(`Ending gave ${status}.`);
  endedAt = performance.now();
  sockets.push(...(await coming));
  const latest = await lastOut(sockets, session, uri, endedAt);
  await Promise.all(races);
  const knocked = await knocking;
  for (const socket of sockets) socket.close();
  return { latest, successes: successes + knocked.successes, asked: asked + knocked.tries };
}

/** Some get in before it ends, some don't. */
async function comeIn(cluster: Cluster, { token }: Session): Promise<Listener[]> {
  const coming = Array.from({ length: latecomers }, async (_, latecomer) => {
    await sleep(Math.random() * 15);
    const socket = listen(`${cluster.sockets()[latecomer % 2]}/ws`, helloOf(token));
    await socket.settled();
    return socket;
  });
  return Promise.all(coming);
}

/** Tries to come in anew, by a socket and by the cookie, before and after the end. */
async function knock(
  cluster: Cluster,
  { token, cookie, refused }: Session,
  endedAt: () => number,
): Promise<{ tries: number; successes: number }> {
  while (endedAt() === Infinity) await sleep(5);
  // Who is only out of one chat is still signed in.
  if (refused === 404) return { tries: 0, successes: 0 };
  const refreshed = cluster
    .urls()
    .flatMap((url) => [
      refresh(url, { cookie }),
      refresh(url, { 'content-type': 'application/json' }, JSON.stringify({ token })),
    ]);
  const statuses = await Promise.all(refreshed);
  const sockets = cluster.sockets().map((address) => listen(`${address}/ws`, helloOf(token)));
  const entered = await Promise.all(sockets.map((socket) => socket.settled()));
  for (const socket of sockets) socket.close();
  const successes = statuses.filter((status) => status !== 401).length + entered.filter(Boolean).length;
  return { tries: statuses.length + entered.length, successes };
}

async function refresh(url: string, headers: Record<string, string>, body?: string): Promise<number> {
  const answer = await fetch(`${url}/auth/token/refresh/`, {
    method: 'POST',
    headers,
    ...(body && { body }),
  });
  return answer.status;
}

/** Milliseconds until the last of them was closed or, for who was banned, told so. */
async function lastOut(
  sockets: readonly Listener[],
  { refused }: Session,
  uri: string,
  endedAt: number,
): Promise<number> {
  const outAt = ({ closedAt, frames }: Listener) =>
    refused === 401
      ? closedAt()
      : frames.find(
          ({ frame }) =>
            (frame.type === 'chat_removed' && frame.chat === uri) ||
            (frame.type === 'ready' && frame.chats[uri] === undefined),
        )?.at;
  while (sockets.some((socket) => outAt(socket) === undefined)) {
    if (performance.now() > endedAt + 5 * limit) return Infinity;
    await sleep(5);
  }
  return Math.max(...sockets.map((socket) => outAt(socket)! - endedAt));
}

async function guest({ urls }: Cluster, uri: string) {
  const answer = await fetch(`${urls()[0]}/api/chats/${uri}/guests/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Ines' }),
  });
  const { auth_token: token, user } = (await answer.json()) as { auth_token: string; user: { id: number } };
  return { token, cookie: cookieOf(answer), id: user.id };
}

async function guestWhoSignsOut(cluster: Cluster, uri: string): Promise<Session> {
  const { token, cookie } = await guest(cluster, uri);
  const headers = { authorization: `Bearer ${token}` };
  const end = async () =>
    (await fetch(`${cluster.urls()[1]}/auth/sign-out/`, { method: 'POST', headers })).status;
  return { token, cookie, end, refused: 401 };
}

async function guestWhoIsBanned(cluster: Cluster, owner: Person, uri: string): Promise<Session> {
  const { token, cookie, id } = await guest(cluster, uri);
  const end = async () => (await owner.call('PUT', `/api/chats/${uri}/bans/${id}/`)).status;
  return { token, cookie, end, refused: 404 };
}

/** Signs a second device in, which ends when the first changes the password. */
async function deviceOfAnother(cluster: Cluster, account: Person): Promise<Session> {
  const answer = await fetch(`${cluster.urls()[0]}/auth/token/create/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: account.name, password }),
  });
  const { auth_token: token } = (await answer.json()) as { auth_token: string };
  const body = { current_password: password, password };
  const end = async () => (await account.call('POST', '/api/users/me/password/', body)).status;
  return { token, cookie: cookieOf(answer), end, refused: 401 };
}

const cookieOf = (answer: Response): string => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
