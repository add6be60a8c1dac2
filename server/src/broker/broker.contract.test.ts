import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../../test/clone-database.ts';
import { listenTo, message, untilHealthy } from '../../test/rabbitmq-listening.ts';
import { startRabbitMq, type TestRabbitMq } from '../../test/rabbitmq.ts';
import type { Broker } from './broker.ts';
import { createInProcessBroker } from './in-process-broker.ts';
import { createPostgresBroker } from './postgres-broker.ts';
import { createRabbitMqBroker } from './rabbitmq-broker.ts';
import { shardOf } from './topic-shard.ts';

let rabbitMq: TestRabbitMq;
let database: TestDatabase;
beforeAll(async () => {
  [rabbitMq, database] = await Promise.all([startRabbitMq(), cloneDatabase()]);
});
afterAll(() => Promise.all([rabbitMq.stop(), database.drop()]));

const log = { info() {}, warn() {} };

/** Each gives the brokers of three server processes; of the in-process broker there is one, which is all three. */
const implementations = {
  async 'in-process'(): Promise<Trio> {
    const broker = createInProcessBroker();
    return [broker, broker, broker];
  },
  async RabbitMQ(): Promise<Trio> {
    const connect = () => createRabbitMqBroker({ urls: [rabbitMq.url], log });
    return Promise.all([connect(), connect(), connect()]);
  },
  async PostgreSQL(): Promise<Trio> {
    const connect = () => createPostgresBroker({ connection: database.connection, log });
    return Promise.all([connect(), connect(), connect()]);
  },
} satisfies Record<string, () => Promise<Trio>>;
type Trio = [Broker, Broker, Broker];

describe.each(Object.entries(implementations))('the %s broker', (_name, connect) => {
  let here: Broker;
  let there: Broker;
  let elsewhere: Broker;
  beforeAll(async () => {
    [here, there, elsewhere] = await connect();
  });
  afterAll(async () => {
    await Promise.all([here.close(), there.close(), elsewhere.close()]);
  });

  // Subscriptions are counted, so a test that leaves one behind would hide faults in the next.
  let subscribed: [Broker, string[]][] = [];
  async function subscribe(broker: Broker, ...topics: string[]) {
    subscribed.push([broker, topics]);
    await broker.subscribe(topics);
  }
  afterEach(() => {
    for (const [broker, topics] of subscribed) broker.unsubscribe(topics);
    subscribed = [];
  });

  test('a message reaches every subscriber once, the publishing process included', async () => {
    const listeners = [...new Set([here, there, elsewhere])].map((broker) => ({
      broker,
      ...listenTo(broker),
    }));
    for (const { broker } of listeners) await subscribe(broker, 'chat:1');
    here.publish([message('chat:1', 'hello')]);
    await Promise.all(listeners.map(({ until }) => until('hello')));
    elsewhere.publish([message('chat:1', 'end')]);
    await Promise.all(listeners.map(({ until }) => until('end')));
    for (const { bodies } of listeners) expect(bodies()).toEqual(['hello', 'end']);
  });

  test('messages of a topic arrive in the order of publishing, few or many at a time', async () => {
    const listener = listenTo(there);
    const topics = Array.from({ length: 40 }, (_, index) => `chat:${index}`);
    await subscribe(there, ...topics);
    const published = new Map<string, string[]>(topics.map((topic) => [topic, []]));
    for (let turn = 0, number = 0; turn < 300; turn += 1) {
      // From one topic a turn to all, so that each way in which they can travel is taken and changed between.
      const some = topics.slice(0, 1 + ((turn * 7) % topics.length));
      const messages = some.map((topic) => message(topic, String((number += 1))));
      for (const { topic, body } of messages) published.get(topic)?.push(body);
      here.publish(messages);
      if (turn % 3 === 0) await new Promise(setImmediate);
    }
    here.publish([message(topics[0]!, 'end')]);
    published.get(topics[0]!)?.push('end');
    await listener.until('end');
    for (const [topic, bodies] of published) expect(listener.bodies(topic)).toEqual(bodies);
  });

  test('a topic without subscription brings nothing, not even one of the same shard', async () => {
    const listener = listenTo(there);
    const neighbour = neighbourOf('chat:2');
    await subscribe(there, 'chat:2');
    here.publish([message('chat:3', 'no'), message(neighbour, 'no'), message('chat:2', 'yes')]);
    here.publish(Array.from({ length: 20 }, (_, index) => message(`user:${index}`, 'no')));
    await new Promise(setImmediate);
    here.publish([message(neighbour, 'no'), message('chat:2', 'end')]);
    await listener.until('end');
    expect(listener.bodies()).toEqual(['yes', 'end']);
  });

  test('unsubscribe of one of two subscriptions keeps messages coming', async () => {
    const listener = listenTo(there);
    await subscribe(there, 'chat:4');
    await there.subscribe(['chat:4']);
    there.unsubscribe(['chat:4']);
    here.publish([message('chat:4', 'end')]);
    await listener.until('end');
    expect(listener.bodies()).toEqual(['end']);
  });

  test('the last unsubscribe ends it, and leaves a topic of the same shard alone', async () => {
    const listener = listenTo(there);
    const neighbour = neighbourOf('chat:5');
    await subscribe(there, neighbour);
    await there.subscribe(['chat:5']);
    await there.subscribe(['chat:5']);
    there.unsubscribe(['chat:5']);
    there.unsubscribe(['chat:5']);
    here.publish([message('chat:5', 'no'), message(neighbour, 'end')]);
    await listener.until('end');
    expect(listener.bodies()).toEqual(['end']);
  });

  test('unsubscribe takes effect at once, also for messages under way', async () => {
    const listener = listenTo(there);
    await subscribe(there, 'chat:6');
    await there.subscribe(['chat:7']);
    here.publish([message('chat:7', 'no'), message('chat:6', 'end')]);
    there.unsubscribe(['chat:7']);
    await listener.until('end');
    expect(listener.bodies()).toEqual(['end']);
  });

  test("one unsubscribe too many doesn't take the next subscriber's messages", async () => {
    const listener = listenTo(there);
    there.unsubscribe(['chat:8', neighbourOf('chat:8')]);
    await subscribe(there, 'chat:8');
    there.unsubscribe([neighbourOf('chat:8')]);
    here.publish([message('chat:8', 'end')]);
    await listener.until('end');
    expect(listener.bodies()).toEqual(['end']);
  });

  test('what is published right after subscribe has resolved arrives', async () => {
    const listener = listenTo(there);
    for (let round = 0; round < 100; round += 1) {
      await subscribe(there, `user:${round}`);
      here.publish([message(`user:${round}`, `${round}`)]);
      await listener.until(`${round}`);
    }
    expect(listener.received).toHaveLength(100);
  });

  test('subscribing again right after unsubscribing brings messages', async () => {
    const listener = listenTo(there);
    const topics = Array.from({ length: 400 }, (_, index) => `again:${index}`);
    await subscribe(there, ...topics);
    const again = topics.map((topic) => {
      there.unsubscribe([topic]);
      return there.subscribe([topic]);
    });
    await Promise.all(again);
    for (const topic of topics) {
      here.publish([message(topic, topic)]);
      await new Promise(setImmediate);
    }
    await Promise.all(topics.map((topic) => listener.until(topic)));
    expect(listener.received).toHaveLength(400);
  });

  test('nothing is delivered before publish has returned', async () => {
    const listener = listenTo(here);
    await subscribe(here, 'chat:10');
    here.publish([message('chat:10', 'end')]);
    const before = listener.received.length;
    await listener.until('end');
    expect(before).toBe(0);
  });

  test('a listener that publishes is not called again from inside itself', async () => {
    await subscribe(here, 'chat:11');
    let depth = 0;
    let deepest = 0;
    await new Promise<void>((resolve) => {
      let left = 10;
      here.onMessages(() => {
        depth += 1;
        deepest = Math.max(deepest, depth);
        left -= 1;
        if (left > 0) here.publish([message('chat:11', String(left))]);
        else resolve();
        depth -= 1;
      });
      here.publish([message('chat:11', 'begin')]);
    });
    expect(deepest).toBe(1);
  });

  test('every text arrives as it was', async () => {
    const listener = listenTo(there);
    await subscribe(there, 'chat:12', 'chat:ż "12"\n');
    const texts = [
      '',
      '\n',
      '{"a":"\\n"}\n[]',
      'zażółć 💬 \u0000 "',
      'x'.repeat(300_000),
      'ж'.repeat(70_000),
    ];
    here.publish(texts.flatMap((text) => [message('chat:12', text), message('chat:ż "12"\n', text)]));
    here.publish([message('chat:12', 'end')]);
    await listener.until('end');
    expect(listener.bodies('chat:12')).toEqual([...texts, 'end']);
    expect(listener.bodies('chat:ż "12"\n')).toEqual(texts);
  });

  test('it is healthy when nothing is wrong', async () => {
    for (const broker of [here, there, elsewhere]) await untilHealthy(broker);
    expect(here.isHealthy()).toBe(true);
  });

  test('after close nothing is delivered, and nothing throws', async () => {
    const [one, two, three] = await connect();
    const listener = listenTo(two);
    await two.subscribe(['chat:13']);
    two.publish([message('chat:13', 'no')]);
    const closing = two.close();
    one.publish([message('chat:13', 'no')]);
    await Promise.all([closing, one.close(), two.close(), three.close()]);
    one.publish([message('chat:13', 'no')]);
    await two.subscribe(['chat:14']);
    two.unsubscribe(['chat:14']);
    two.publish([message('chat:14', 'no')]);
    await new Promise(setImmediate);
    expect(listener.received).toEqual([]);
  });
});

/** Another topic that shares the shard. */
function neighbourOf(topic: string): string {
  for (let number = 0; ; number += 1) {
    const other = `neighbour:${number}`;
    if (shardOf(other) === shardOf(topic)) return other;
  }
}
