import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Server } from '@chatire/protocol';
import { checkBroker } from '../src/doctor/check-broker.ts';
import { claim, ownerToken } from './claim.ts';
import { cloneDatabase, type TestDatabase } from './clone-database.ts';
import {
  createClient,
  edit,
  erase,
  join,
  post,
  signUp,
  startChat,
  wholeHistory,
  type Person,
} from './client.ts';
import { freePorts } from './free-ports.ts';
import { startRabbitMq, type TestRabbitMq } from './rabbitmq.ts';
import { connect } from './socket.ts';
import { startServer, type RunningServer } from './start-server.ts';

let database: TestDatabase;
let rabbit: TestRabbitMq;
const servers: { [broker: string]: RunningServer[] } = {};

beforeAll(async () => {
  [database, rabbit] = await Promise.all([cloneDatabase(), startRabbitMq()]);
  const env = { DATABASE_URL: database.url, RATE_LIMITS: 'off', LOG_LEVEL: 'fatal' };
  const startTwo = (broker: Record<string, string>) =>
    Promise.all([1, 2].map(() => startServer({ env: { ...env, ...broker } })));
  servers['RabbitMQ'] = await startTwo({ AMQP_URL: rabbit.url });
  servers['PostgreSQL'] = await startTwo({ BROKER: 'postgres' });
});
afterAll(async () => {
  await Promise.all(
    Object.values(servers)
      .flat()
      .map((server) => server.stop()),
  );
  await rabbit.stop();
  await database.drop();
});

const first = (broker: string) => servers[broker]![0]!;
const second = (broker: string) => servers[broker]![1]!;

/** The same person, calling another process. */
const on = (server: RunningServer, person: Person): Person =>
  Object.assign(createClient(server.url), { user: person.user, token: person.token });

async function twoPeople(broker: string): Promise<{ uri: string; here: Person; there: Person }> {
  const [here, there] = [await signUp(first(broker).url), await signUp(second(broker).url)];
  const { uri } = await startChat(here);
  await join(there, uri);
  return { uri, here, there };
}

async function ready(server: RunningServer): Promise<{ status: string; broker: string }> {
  return (await createClient(server.url).call<{ status: string; broker: string }>('GET', '/health/ready'))
    .body;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}

let owner: Person;

test('all processes print one link to become the owner, which is good at any of them', async () => {
  const [one, ...others] = Object.values(servers).flat();
  const token = await ownerToken(one!);
  for (const other of others) expect(await ownerToken(other)).toBe(token);
  owner = await signUp(one!.url);
  await claim(others.at(-1)!, on(others.at(-1)!, owner));
});

describe.each(['RabbitMQ', 'PostgreSQL'])(
  'two processes on one PostgreSQL, with %s between them',
  (broker) => {
    test('what is posted to one process is shown at once by the other, in both directions', async () => {
      const { uri, here, there } = await twoPeople(broker);
      const sockets = [await connect(here), await connect(there)];
      const messages = [await post(here, uri, 'from here'), await post(there, uri, 'from there')];
      for (const socket of sockets) {
        await socket.waitFor((frame) => frame.type === 'event' && frame.sequence === messages[1]!.sequence);
        expect(socket.events().map((event) => event.sequence)).toEqual(
          messages.map((message) => message.sequence),
        );
        await socket.close();
      }
    });

    test('what is edited and deleted on one process is so on the other', async () => {
      const { uri, here, there } = await twoPeople(broker);
      const { id, sequence } = await post(here, uri, 'helo');
      const socket = await connect(there);
      await edit(here, uri, id, 'hello');
      await erase(on(second(broker), here), uri, id);
      await socket.waitFor((frame) => frame.type === 'event' && frame.sequence === sequence + 2);
      expect(socket.events()).toMatchObject([
        { kind: 'message_edited', message: { id, message: 'hello' } },
        { kind: 'message_deleted', message: { id, message: '' } },
      ]);
      await socket.close();
    });

    test('being added, typing, presence, read marks, signing out and being removed reach the other process', async () => {
      const { uri, here, there } = await twoPeople(broker);
      const friend = await signUp(second(broker).url);
      const socket = await connect(friend);
      await here.call('PATCH', `/api/chats/${uri}/`, { username: friend.user.username });
      await socket.waitForType('chat_added');
      const hereSocket = await connect(here);
      hereSocket.send({ type: 'typing', chat: uri });
      expect(await socket.waitForType('typing')).toMatchObject({ user: { id: here.user.id } });
      hereSocket.send({ type: 'watch', chat: uri, list: [], here: true });
      const everybodyHere = [here.user.id, friend.user.id];
      await hereSocket.waitFor(
        (frame) => frame.type === 'presence' && String(frame.here) === String(everybodyHere),
      );
      const phone = await connect(on(first(broker), friend));
      phone.send({ type: 'read', chat: uri, sequence: (await post(there, uri, 'hello')).sequence });
      const { sequence } = await socket.waitForType('read');
      await hereSocket.waitFor(
        (frame) => frame.type === 'reads' && frame.marks.some((mark) => mark.sequence === sequence),
      );
      await on(first(broker), friend).call('DELETE', `/api/chats/${uri}/members/${friend.user.id}/`);
      await socket.waitForType('chat_removed');
      await on(first(broker), friend).call('POST', '/auth/sign-out/');
      expect((await socket.closed()).code).toBe(4004);
      await hereSocket.close();
    });

    test('what the owner sets on one process holds on the other at once', async () => {
      const { uri, there } = await twoPeople(broker);
      const set = (message_length: number) =>
        on(first(broker), owner).call('PATCH', '/api/admin/settings/', { message_length });
      const length = async () => (await there.call<Server>('GET', '/api/server/')).body.message_length;
      const began = performance.now();
      for (const most of [400, 300, 200, 100]) {
        await set(most);
        await until(async () => (await length()) === most);
      }
      // By the clock alone, which looks every 5 s, it would take 15.
      expect(performance.now() - began).toBeLessThan(10_000);
      const message = { message: 'x'.repeat(101), client_id: crypto.randomUUID() };
      expect((await there.call('POST', `/api/chats/${uri}/messages/`, message)).status).toBe(400);
      await set(2_000);
      await until(async () => (await length()) === 2_000);
    });

    test('fifty posts of one client id over both processes make one message', async () => {
      const { uri, here } = await twoPeople(broker);
      const both = [here, on(second(broker), here)];
      const client_id = crypto.randomUUID();
      const posted = await Promise.all(
        Array.from({ length: 50 }, (_, index) => post(both[index % 2]!, uri, 'once', client_id)),
      );
      expect(new Set(posted.map((message) => message.id)).size).toBe(1);
      expect(await wholeHistory(here, uri)).toHaveLength(1);
    });
  },
);

test('while RabbitMQ is gone posts are accepted and the other process catches up; when it is back all is well', async () => {
  const broker = 'RabbitMQ';
  const { uri, here, there } = await twoPeople(broker);
  const socket = await connect(there);
  await rabbit.kill();
  const during = await post(here, uri, 'nobody carries this');
  await socket.waitFor((frame) => frame.type === 'event' && frame.sequence === during.sequence);
  await until(async () => (await ready(first(broker))).broker === 'unwell');
  expect(await ready(first(broker))).toEqual({ status: 'ok', database: 'ok', broker: 'unwell' });
  await rabbit.start();
  await until(
    async () => (await ready(first(broker))).broker === 'ok' && (await ready(second(broker))).broker === 'ok',
  );
  const after = await post(here, uri, 'and this is carried again');
  await socket.waitFor((frame) => frame.type === 'event' && frame.sequence === after.sequence);
  expect(socket.events().map((event) => event.sequence)).toEqual([during.sequence, after.sequence]);
  await socket.close();
});

test('the doctor tells a RabbitMQ that works from one that refuses and one that is not there', async () => {
  const wrong = new URL(rabbit.url);
  wrong.password = 'not-this-one';
  const [free] = await freePorts(1);
  const urls = [rabbit.url, wrong.href, `amqp://chatire:long-and-random@localhost:${free}`];
  const findings = await checkBroker({ kind: 'rabbitmq', urls });
  expect(findings.map(({ result, sentence }) => `${result}: ${sentence}`)).toEqual([
    expect.stringMatching(/^well: RabbitMQ \d+\.\d+[\w.+-]* at \S+ takes messages and gives them back\.$/),
    expect.stringContaining("can't be used (it refuses the user or the password)"),
    expect.stringContaining("can't be used (nothing listens there)"),
  ]);
});
