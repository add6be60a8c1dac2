import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from '../startup-error.ts';
import { newBrokerTally, type Broker, type BrokerMessage } from './broker.ts';
import { createCounts } from './counts.ts';
import { createHealth } from './health.ts';
import { createInProcessBroker } from './in-process-broker.ts';
import type { BrokerLog } from './keep-link.ts';
import { createPayloadDecoder, createPayloadEncoder } from './notify-payloads.ts';
import { openNotifyLink, type NotifyLink } from './notify-store.ts';
import { createOutbox } from './outbox.ts';
import { within } from './within.ts';

export interface PostgresBrokerOptions {
  /** As `pg` takes it. The connection has to be one to the server itself: poolers lose what LISTEN asked for. */
  connection: Parameters<typeof openNotifyLink>[0];
  log: BrokerLog;
  channel?: string;
}

/**
 * For a few server processes without RabbitMQ: NOTIFY on one channel, on one connection a process, after the commit
 * and all of a turn together (inside the write it would cost more than half of the throughput). Every process hears
 * everything and takes out what it wants. A process's own messages take the short way.
 */
export async function createPostgresBroker(options: PostgresBrokerOptions): Promise<Broker> {
  const { connection, log, channel = 'chatire_events' } = options;
  const topics = createCounts<string>();
  const tally = newBrokerTally();
  const outbox = createOutbox(bufferLimits, tally);
  const encode = createPayloadEncoder();
  const stop = new AbortController();
  let listener: (messages: readonly BrokerMessage[]) => void = () => {};
  let link: NotifyLink | undefined;
  let sendingSince: number | undefined;
  let flushing: NodeJS.Immediate | undefined;
  let closing: Promise<void> | undefined;
  let onEmpty = () => {};

  const own = createInProcessBroker();
  own.onMessages((messages) => listener(messages));
  const health = createHealth(
    () =>
      link !== undefined &&
      outbox.dropped() === 0 &&
      (sendingSince === undefined || performance.now() - sendingSince < sendLimit),
  );
  const watch = setInterval(checkLink, sendLimit);

  async function connect(): Promise<void> {
    const decoders = new Map<number, ReturnType<typeof createPayloadDecoder>>();
    let ownPid = 0;
    const opened = await openNotifyLink(connection, channel, (pid, payload) => {
      if (pid === ownPid || closing) return;
      const decode = decoders.get(pid) ?? createPayloadDecoder();
      decoders.set(pid, decode);
      const messages = decode(payload)?.filter(({ topic }) => topics.has(topic)) ?? [];
      tally.received += messages.length;
      if (messages.length > 0) listener(messages);
    });
    ownPid = opened.pid;
    if (stop.signal.aborted) return opened.close();
    link = opened;
    void opened.lost.then(reconnect);
    flushSoon();
    health.update();
  }

  async function reconnect(reason: Error): Promise<void> {
    link = undefined;
    sendingSince = undefined;
    health.update();
    log.warn(`Lost the connection for notifications (${reason.message}).`);
    for (let attempt = 0; !stop.signal.aborted && !link; attempt++) {
      const pause = Math.min(2_000, 100 * 2 ** attempt) * (0.5 + Math.random() / 2);
      await delay(pause, undefined, { signal: stop.signal })
        .then(connect)
        .catch(() => undefined);
    }
    if (link) tally.reconnects++;
    if (link) log.info('The connection for notifications is back.');
  }

  /** One commit at a time; what comes meanwhile goes together with the next. */
  async function flush(): Promise<void> {
    flushing = undefined;
    const to = link;
    if (!to || sendingSince !== undefined) return;
    const messages = outbox.take(batchLength);
    if (messages.length === 0) return settled();
    sendingSince = performance.now();
    try {
      await to.notify(encode(messages));
      tally.confirmed += messages.length;
    } catch (error) {
      outbox.putBack(messages);
      return to.fail(error as Error);
    }
    if (to !== link) return;
    sendingSince = undefined;
    flushSoon();
    health.update();
  }

  function flushSoon(): void {
    flushing ??= setImmediate(() => void flush());
  }

  function settled(): void {
    if (outbox.dropped() > 0) log.warn(`${outbox.dropped()} notifications were dropped for lack of room.`);
    outbox.forgetDropped();
    health.update();
    onEmpty();
  }

  /** A frozen connection breaks no socket: an empty notification that isn't answered in time tells. */
  function checkLink(): void {
    health.update();
    const to = link;
    if (!to) return;
    if (sendingSince !== undefined && performance.now() - sendingSince > frozenLimit)
      return to.fail(new Error('no answer'));
    if (sendingSince !== undefined) return;
    sendingSince = performance.now();
    void ask(to);
  }

  async function ask(to: NotifyLink): Promise<void> {
    try {
      await to.notify([]);
    } catch (error) {
      return to.fail(error as Error);
    }
    if (to === link) sendingSince = undefined;
    flushSoon();
    health.update();
  }

  async function close(): Promise<void> {
    await own.close();
    if (health.isHealthy()) {
      const empty = new Promise<void>((resolve) => (onEmpty = resolve));
      flushSoon();
      await within(drainLimit, empty);
    }
    clearInterval(watch);
    clearImmediate(flushing);
    stop.abort();
    await link?.close();
  }

  try {
    await connect();
  } catch (error) {
    clearInterval(watch);
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      `PostgreSQL takes no LISTEN (${reason}): with BROKER=postgres, DATABASE_URL must lead to the server itself, not to a pooler.`,
    );
  }
  health.onChange((healthy) => {
    if (healthy) log.info('Notifications are well again.');
    else log.warn('Notifications are unwell: the database is read more often instead.');
  });

  return {
    tally,
    publish(messages) {
      if (closing) return;
      tally.published += messages.length;
      own.publish(messages);
      outbox.add(messages);
      if (outbox.dropped() > 0) health.update();
      flushSoon();
    },
    async subscribe(added) {
      void own.subscribe(added);
      topics.add(added);
    },
    unsubscribe(removed) {
      own.unsubscribe(removed);
      topics.remove(removed);
    },
    onMessages(newListener) {
      listener = newListener;
    },
    isHealthy: health.isHealthy,
    onHealthChange: health.onChange,
    close: () => (closing ??= close()),
  };
}

/** Characters of messages in one commit. */
const batchLength = 64 * 1_024;
const bufferLimits = { messages: 20_000, characters: 8 * 1_024 * 1_024 };
/** Milliseconds. Usual is 1. */
const sendLimit = 1_500;
const frozenLimit = 4_000;
const drainLimit = 2_000;
