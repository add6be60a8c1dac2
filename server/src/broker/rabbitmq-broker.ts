import { randomUUID } from 'node:crypto';
import { StartupError } from '../startup-error.ts';
import { parseAmqpAddresses } from './amqp-address.ts';
import { newBrokerTally, type Broker, type BrokerMessage } from './broker.ts';
import { createCounts } from './counts.ts';
import { createHealth } from './health.ts';
import { createInProcessBroker } from './in-process-broker.ts';
import { keepLink, type BrokerLog } from './keep-link.ts';
import { createRabbitMqBindings } from './rabbitmq-bindings.ts';
import { createRabbitMqConsumer } from './rabbitmq-consumer.ts';
import { createRabbitMqProbe } from './rabbitmq-probe.ts';
import { createRabbitMqPublisher } from './rabbitmq-publisher.ts';
import { within } from './within.ts';

export interface RabbitMqBrokerOptions {
  /** `amqp://user:password@host:port/virtual-host` or `amqps:…`, the nodes of one cluster. */
  urls: readonly string[];
  log: BrokerLog;
  exchange?: string;
}

/**
 * For several server processes: one durable direct exchange, one queue a process, and two connections a process,
 * since RabbitMQ's alarms block connections that publish. A process's own messages take the short way, so that people
 * on one process hear each other while RabbitMQ is away. Rejects with a StartupError if no address can be used.
 */
export async function createRabbitMqBroker(options: RabbitMqBrokerOptions): Promise<Broker> {
  const { urls, log, exchange = 'chatire.events' } = options;
  const addresses = parseAmqpAddresses(urls);
  const origin = randomUUID();
  const topics = createCounts<string>();
  const tally = newBrokerTally();
  let listener: (messages: readonly BrokerMessage[]) => void = () => {};
  let queue: string | undefined;
  let closing: Promise<void> | undefined;
  const deliver = (messages: readonly BrokerMessage[]) => {
    if (!closing) listener(messages);
  };

  const own = createInProcessBroker();
  own.onMessages(deliver);
  const health = createHealth(() => publisher.isWell() && bindings.isWell() && probe.isWell());
  const shared = { addresses, exchange, origin, log, tally, onChange: health.update };
  const publisher = createRabbitMqPublisher(shared);
  const bindings = createRabbitMqBindings(shared);
  const probe = createRabbitMqProbe({
    ...shared,
    send: (number) => queue !== undefined && publisher.probe(queue, number),
    onSilence() {
      publishing.renew(new Error('no probe came back'));
      consuming.renew(new Error('no probe came back'));
    },
  });
  const consumer = createRabbitMqConsumer({
    ...shared,
    wants: topics.has,
    onMessages: deliver,
    onProbe: probe.receive,
  });

  const publishing = keepLink({
    ...shared,
    name: 'publishing',
    setUp: publisher.setUp,
    onUp(session) {
      publisher.onUp(session);
      probe.start();
    },
    onDown() {
      probe.stop();
      publisher.onDown();
      health.update();
    },
  });
  const consuming = keepLink({
    ...shared,
    name: 'consuming',
    setUp: consumer.setUp,
    onUp(bound) {
      queue = bound.queue;
      bindings.onUp(bound);
      probe.start();
    },
    onDown() {
      queue = undefined;
      probe.stop();
      bindings.onDown();
      health.update();
    },
  });

  async function close(): Promise<void> {
    await own.close();
    if (publisher.isWell()) await within(drainLimit, publisher.drained());
    probe.stop();
    await Promise.all([publishing.close(), consuming.close()]);
  }

  await start();
  health.onChange(tell);
  if (!health.isHealthy()) tell(false);

  function tell(healthy: boolean) {
    if (healthy) log.info('RabbitMQ is well again.');
    else log.warn('RabbitMQ is unwell: the database is read more often instead.');
  }

  async function start(): Promise<void> {
    const well = new Promise<void>((resolve) => health.onChange(() => resolve()));
    const started = await Promise.allSettled([publishing.start(), consuming.start()]);
    const failed = started.find((result) => result.status === 'rejected');
    if (failed) {
      await close();
      const { message } = failed.reason as Error;
      throw new StartupError(`${message}: check AMQP_URL, and that RabbitMQ runs there.`);
    }
    // Usually some milliseconds. RabbitMQ may have a memory alarm just now; that is no reason not to start.
    await within(firstProbeLimit, well);
  }

  return {
    tally,
    publish(messages) {
      if (closing) return;
      own.publish(messages);
      publisher.publish(messages);
    },
    async subscribe(added) {
      void own.subscribe(added);
      bindings.add(topics.add(added));
      await bindings.settled(added);
    },
    unsubscribe(removed) {
      own.unsubscribe(removed);
      bindings.remove(topics.remove(removed));
    },
    onMessages(newListener) {
      listener = newListener;
    },
    isHealthy: health.isHealthy,
    onHealthChange: health.onChange,
    close: () => (closing ??= close()),
  };
}

/** Milliseconds. */
const drainLimit = 2_000;
const firstProbeLimit = 1_000;
