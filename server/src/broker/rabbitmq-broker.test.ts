import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { Connection } from 'rabbitmq-client';
import { freePorts } from '../../test/free-ports.ts';
import { listenTo, message, untilHealthy } from '../../test/rabbitmq-listening.ts';
import { startRabbitMqProxy } from '../../test/rabbitmq-proxy.ts';
import { startRabbitMq, type TestRabbitMq } from '../../test/rabbitmq.ts';
import { StartupError } from '../startup-error.ts';
import type { Broker } from './broker.ts';
import { createRabbitMqBroker } from './rabbitmq-broker.ts';
import { shardOf } from './topic-shard.ts';

let rabbitMq: TestRabbitMq;
beforeAll(async () => {
  rabbitMq = await startRabbitMq();
});
afterAll(() => rabbitMq.stop());

/** Two server processes. */
let here: Broker;
let there: Broker;
let logged: string[];
const log = { info: note, warn: note };
const lookers = new Set<() => void>();
function note(line: string) {
  logged.push(line);
  for (const look of lookers) look();
}
const untilLogged = (pattern: RegExp) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (logged.some((line) => pattern.test(line))) resolve();
    };
    lookers.add(look);
    look();
  });

/** Of the present test; all are closed after it, also when it fails. */
let opened: { close(): unknown }[] = [];
async function connect(...urls: string[]): Promise<Broker> {
  const broker = await createRabbitMqBroker({ urls: urls.length > 0 ? urls : [rabbitMq.url], log });
  opened.push(broker);
  return broker;
}
async function startProxy() {
  const proxy = await startRabbitMqProxy(rabbitMq.url);
  opened.push(proxy);
  return proxy;
}
beforeEach(async () => {
  logged = [];
  lookers.clear();
  [here, there] = await Promise.all([connect(), connect()]);
});
afterEach(async () => {
  await Promise.all(opened.map((one) => one.close()));
  opened = [];
});

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => message('chat:1', String(from + index)));
const bothHealthy = (wanted = true) => Promise.all([untilHealthy(here, wanted), untilHealthy(there, wanted)]);

test('while RabbitMQ is away publish never throws and own messages arrive', async () => {
  const own = listenTo(here);
  await here.subscribe(['chat:1']);
  await rabbitMq.kill();
  await bothHealthy(false);
  for (let from = 0; from < 60_000; from += 1_000) {
    here.publish(numbered(1_000, from));
    await new Promise(setImmediate);
  }
  await own.until('59999');
  expect(own.received).toEqual(numbered(60_000));

  // Made while it is away, to count when it is back.
  const others = listenTo(there);
  await there.subscribe(['chat:2', 'chat:3']);
  there.unsubscribe(['chat:3']);
  await rabbitMq.start();
  await bothHealthy();
  here.publish([message('chat:3', 'unwanted'), message('chat:2', 'back')]);
  await others.until('back');
  here.publish([message('chat:2', 'end')]);
  await others.until('end');
  expect(others.bodies()).not.toContain('unwanted');
});

test('a frozen RabbitMQ is noticed, and keeps no subscriber waiting, long before its connections time out', async () => {
  const listener = listenTo(there);
  await there.subscribe(['chat:1']);
  rabbitMq.freeze();
  onTestFinished(() => rabbitMq.thaw());
  await Promise.all([bothHealthy(false), there.subscribe(['chat:2'])]);
  expect(logged.join()).not.toContain('Lost');
  await Promise.all([
    untilLogged(/Lost the publishing connection/),
    untilLogged(/Lost the consuming connection/),
  ]);
  rabbitMq.thaw();
  await bothHealthy();
  here.publish([message('chat:1', 'one'), message('chat:2', 'two')]);
  await Promise.all([listener.until('one'), listener.until('two')]);
});

test('what was not confirmed when the connection was lost is sent again, in order', async () => {
  const proxy = await startProxy();
  const broker = await connect(proxy.url);
  const listener = listenTo(there);
  await there.subscribe(['chat:1']);
  proxy.holdRequests();
  broker.publish(numbered(1_000));
  await new Promise(setImmediate);
  broker.publish(numbered(1_000, 1_000));
  await untilHealthy(broker, false);
  proxy.cut();
  await listener.until('1999');
  expect(listener.received).toEqual(numbered(2_000));
});

test('a lost confirm repeats a whole run of messages', async () => {
  const proxy = await startProxy();
  const broker = await connect(proxy.url);
  const listener = listenTo(there);
  await there.subscribe(['chat:1']);
  proxy.holdAnswers();
  broker.publish(numbered(100));
  await listener.until('99');
  proxy.cut();
  await untilHealthy(broker);
  broker.publish([message('chat:1', 'end')]);
  await listener.until('end');
  expect(listener.received).toEqual([...numbered(100), ...numbered(100), message('chat:1', 'end')]);
});

test('all bindings come back with a new connection', async () => {
  const proxy = await startProxy();
  const broker = await connect(proxy.url);
  const topics = Array.from({ length: 10_000 }, (_, index) => `chat:${index}`);
  await broker.subscribe(topics);
  await untilHealthy(broker);
  proxy.cut();
  await untilHealthy(broker, false);
  await untilHealthy(broker);
  const listener = listenTo(broker);
  for (const topic of topics) {
    // Alone in its turn, so that it travels by its shard.
    here.publish([message(topic, topic)]);
    await new Promise(setImmediate);
  }
  await Promise.all(topics.map((topic) => listener.until(topic)));
  expect(listener.received).toHaveLength(topics.length);
});

test('a memory alarm makes every process unwell, and what is published meanwhile arrives in order', async () => {
  const listener = listenTo(there);
  await there.subscribe(['chat:1']);
  await rabbitMq.alarm(true);
  // Also there, where nothing is published.
  await bothHealthy(false);
  for (let from = 0; from < 5_000; from += 100) {
    here.publish(numbered(100, from));
    await new Promise(setImmediate);
  }
  await rabbitMq.alarm(false);
  await listener.until('4999');
  expect(listener.received).toEqual(numbered(5_000));
  await bothHealthy();
});

test('what waits for RabbitMQ is bounded: the newest are kept, in order', async () => {
  const listener = listenTo(there);
  await there.subscribe(['chat:1']);
  await rabbitMq.alarm(true);
  await bothHealthy(false);
  for (let from = 0; from < 60_000; from += 1_000) here.publish(numbered(1_000, from));
  await rabbitMq.alarm(false);
  await listener.until('59999');
  expect(listener.received).toEqual(numbered(20_000, 40_000));
  await bothHealthy();
  expect(logged.join()).toContain('40000 messages were dropped');
});

test('a server starts and closes while RabbitMQ has a memory alarm', async () => {
  await rabbitMq.alarm(true);
  await untilHealthy(here, false);
  const broker = await connect();
  expect(broker.isHealthy()).toBe(false);
  broker.publish(numbered(10));
  await broker.close();
  await rabbitMq.alarm(false);
  await bothHealthy();
});

test('of several addresses one that answers is enough', async () => {
  const dead = `amqp://a:b@127.0.0.1:${(await freePorts(1))[0]}`;
  const broker = await connect(dead, rabbitMq.url, dead);
  const listener = listenTo(there);
  await there.subscribe(['chat:1']);
  broker.publish([message('chat:1', 'end')]);
  await listener.until('end');
  expect(broker.isHealthy()).toBe(true);
});

test('a process has two connections and one queue, and close leaves nothing', async () => {
  const broker = await connect();
  const counts = () =>
    rabbitMq.ctl('eval', '{length(rabbit_networking:connections()), length(rabbit_amqqueue:list())}.');
  // RabbitMQ clears up after connections of before in its own time.
  await expect.poll(counts).toContain('{6,3}');
  await Promise.all([here.close(), there.close(), broker.close()]);
  await expect.poll(counts).toContain('{0,0}');
});

test('close sends what waits', async () => {
  const listener = listenTo(there);
  await there.subscribe(['chat:1']);
  here.publish(numbered(5_000));
  await here.close();
  await listener.until('4999');
  expect(listener.received).toHaveLength(5_000);
});

test('topics of a shard share a binding, which goes with the last of them', async () => {
  // Two more for each queue: its own name and the key that goes to everyone.
  const bindings = async () => {
    const pattern = '{binding, {resource, _, exchange, <<"chatire.events">>}, _, _, _}';
    return (
      Number(await rabbitMq.ctl('eval', `length([1 || ${pattern} <- rabbit_binding:list(<<"/">>)]).`)) - 4
    );
  };
  const topics = Array.from({ length: 10_000 }, (_, index) => `chat:${index}`);
  await there.subscribe(topics);
  await untilHealthy(there);
  const shards = new Set(topics.map(shardOf));
  await expect.poll(bindings).toBe(shards.size);
  there.unsubscribe(topics.slice(1));
  await there.subscribe(['chat:0', 'chat:10000']);
  there.unsubscribe(['chat:10000']);
  await there.subscribe(['chat:10000']);
  await expect.poll(bindings).toBe(2);
});

test('an exchange or a queue that somebody deletes comes again', async () => {
  const listener = listenTo(there);
  await there.subscribe(['chat:1']);
  // Listened to before, because the brokers are well again before rabbitmqctl has ended.
  const withoutQueue = bothHealthy(false);
  await rabbitMq.ctl(
    'eval',
    '[rabbit_amqqueue:delete(Q, false, false, <<"test">>) || Q <- rabbit_amqqueue:list()].',
  );
  await withoutQueue;
  await untilLogged(/consuming connection .*cancelled by server/);
  await bothHealthy();
  here.publish([message('chat:1', 'after the queue')]);
  await listener.until('after the queue');

  const withoutExchange = bothHealthy(false);
  await rabbitMq.ctl(
    'eval',
    'rabbit_exchange:delete({resource, <<"/">>, exchange, <<"chatire.events">>}, false, <<"test">>).',
  );
  await withoutExchange;
  await bothHealthy();
  here.publish([message('chat:1', 'after the exchange')]);
  await listener.until('after the exchange');
  expect(listener.bodies()).toEqual(['after the queue', 'after the exchange']);
});

test("what isn't ours in the exchange is left out", async () => {
  const listener = listenTo(there);
  await there.subscribe(['chat:1']);
  const stranger = new Connection(rabbitMq.url);
  const channel = await stranger.acquire();
  await channel.confirmSelect();
  const bodies = ['', 'x', '[]', '{}\n', '[["chat:1",5]]\nabc', '[["chat:1",-1]]\n', Buffer.from([0xff])];
  for (const body of bodies) {
    await channel.basicPublish({ exchange: 'chatire.events', routingKey: 'all' }, body);
    await channel.basicPublish({ exchange: 'chatire.events', routingKey: 'all', type: 'messages' }, body);
  }
  await channel.close();
  await stranger.close();
  here.publish([message('chat:1', 'end')]);
  await listener.until('end');
  expect(listener.bodies()).toEqual(['end']);
  // Each of them says so once.
  await expect.poll(() => logged.filter((line) => line.includes('Something else publishes')).length).toBe(2);
});

const startupSentence = async (url: string): Promise<string> => {
  const started = performance.now();
  const error: unknown = await connect(url).then(
    (broker) => broker.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartupError);
  expect(performance.now() - started).toBeLessThan(10_000);
  return (error as StartupError).message;
};

test('a start without RabbitMQ fails with one sentence, without the password', async () => {
  const [port] = await freePorts(1);
  expect(await startupSentence(`amqp://chatire:secret@127.0.0.1:${port}`)).toBe(
    `RabbitMQ at 127.0.0.1:${port} can't be used (nothing listens there): check AMQP_URL, and that RabbitMQ runs there.`,
  );
});

test('a start with a wrong password, or with a virtual host that is not there, says so', async () => {
  expect(await startupSentence(`amqp://chatire:secret@127.0.0.1:${rabbitMq.port}`)).toContain(
    'it refuses the user or the password',
  );
  expect(await startupSentence(`${rabbitMq.url}/nowhere`)).toContain('it has no such virtual host');
});

test('a start without the permissions says which is missing', async () => {
  await rabbitMq.ctl('add_user', 'poor', 'secret');
  await rabbitMq.ctl('set_permissions', 'poor', '^none$', '.*', '.*');
  expect(await startupSentence(`amqp://poor:secret@127.0.0.1:${rabbitMq.port}`)).toMatch(
    /access to exchange 'chatire\.events' in vhost '\/' refused for user 'poor'/,
  );
});

test('a start with a RabbitMQ that never answers ends after some seconds', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  expect(await startupSentence(`amqp://chatire:secret@127.0.0.1:${port}`)).toContain('no answer within 4 s');
  silent.close();
});
