import { AMQPError, type Channel } from 'rabbitmq-client';
import type { BrokerMessage, BrokerTally } from './broker.ts';
import type { AmqpLink } from './amqp-link.ts';
import type { BrokerLog } from './keep-link.ts';
import { createOutbox, lengthOf } from './outbox.ts';
import { encodeMessages, packetsOf, type Packet } from './packet.ts';
import { declareExchange } from './rabbitmq-topology.ts';

/**
 * Sends what waits, all of a turn of the event loop together, and keeps each packet until RabbitMQ has confirmed it.
 * What a lost connection leaves unconfirmed is sent again, before all that waits, so order holds and runs may repeat.
 */
export function createRabbitMqPublisher(options: {
  exchange: string;
  /** Tells this process's packets from those of others. */
  origin: string;
  log: BrokerLog;
  tally: BrokerTally;
  onChange(): void;
}) {
  const { exchange, origin, log, tally, onChange } = options;
  const outbox = createOutbox(bufferLimits, tally);
  let session: Session | undefined;
  let flushing: NodeJS.Immediate | undefined;
  let onEmpty = () => {};

  function flush() {
    flushing = undefined;
    while (session && !session.blocked && hasRoom(session) && outbox.size() > 0) {
      for (const packet of packetsOf(outbox.take(packetLength))) send(session, packet);
    }
    if (session && outbox.size() === 0 && session.sent.size === 0) settled();
  }

  function settled() {
    if (outbox.dropped() > 0) {
      log.warn(`RabbitMQ: ${outbox.dropped()} messages were dropped for lack of room.`);
      outbox.forgetDropped();
      onChange();
    }
    onEmpty();
  }

  function send(to: Session, packet: Packet) {
    const length = packet.messages.reduce((sum, message) => sum + lengthOf(message), 0);
    const settle = () => {
      to.sent.delete(packet);
      to.length -= length;
      flushSoon();
    };
    to.sent.set(packet, performance.now());
    to.length += length;
    const envelope = { exchange, routingKey: packet.routingKey, appId: origin, type: 'messages' };
    const confirmed = () => {
      tally.confirmed += packet.messages.length;
      settle();
    };
    to.channel.basicPublish(envelope, encodeMessages(packet.messages)).then(confirmed, (reason: Error) => {
      if (!(reason instanceof AMQPError && reason.code === 'NACK')) return to.link.fail(reason);
      // Some queue failed. Its reader finds the gap; the others have the packet already.
      tally.refused += packet.messages.length;
      settle();
    });
  }

  function flushSoon() {
    flushing ??= setImmediate(flush);
  }

  return {
    publish(messages: readonly BrokerMessage[]) {
      tally.published += messages.length;
      outbox.add(messages);
      if (outbox.dropped() > 0) onChange();
      flushSoon();
    },

    async setUp(link: AmqpLink): Promise<Session> {
      const channel = await link.openChannel();
      await declareExchange(channel, exchange);
      await channel.confirmSelect();
      return { link, channel, sent: new Map(), length: 0, blocked: false };
    },
    onUp(up: Session) {
      session = up;
      up.link.connection.on('connection.blocked', (reason) => {
        log.warn(`RabbitMQ takes no messages (${reason}).`);
        up.blocked = true;
        onChange();
      });
      up.link.connection.on('connection.unblocked', () => {
        up.blocked = false;
        flushSoon();
        onChange();
      });
      flushSoon();
    },
    onDown() {
      if (!session) return;
      outbox.putBack([...session.sent.keys()].flatMap(({ messages }) => messages));
      session = undefined;
    },

    /** To this process's own queue, past what waits. Whether it arrives is the consumer's matter. */
    probe(queue: string, number: number): boolean {
      if (!session || session.blocked) return false;
      const { channel, link } = session;
      const envelope = {
        exchange,
        routingKey: queue,
        appId: origin,
        type: 'probe',
        messageId: String(number),
      };
      channel.basicPublish(envelope, '').catch(link.fail);
      return true;
    },
    isWell(): boolean {
      if (!session || session.blocked || outbox.dropped() > 0) return false;
      const oldest = session.sent.values().next().value;
      return oldest === undefined || performance.now() - oldest < confirmLimit;
    },
    /** Resolves when all is confirmed. */
    async drained(): Promise<void> {
      const empty = new Promise<void>((resolve) => (onEmpty = resolve));
      flushSoon();
      await empty;
    },
  };
}

interface Session {
  link: AmqpLink;
  channel: Channel;
  /** Not yet confirmed, in the order of sending, with the time of it. */
  sent: Map<Packet, number>;
  /** Of the messages in `sent`, in characters. */
  length: number;
  /** RabbitMQ is short of memory or disk and reads nothing from this connection. */
  blocked: boolean;
}

/** About 1,000 messages in a packet; RabbitMQ 4 takes 16 MiB at most. */
const packetLength = 64 * 1_024;
/** Enough that a busy process never waits for a confirm; little enough that a frozen broker costs no memory. */
const hasRoom = ({ sent, length }: Session) => sent.size < 128 && length < 1_024 * 1_024;
/** At two bytes a character and with the objects around them, some 20 MiB. */
const bufferLimits = { messages: 20_000, characters: 8 * 1_024 * 1_024 };
/** Milliseconds. Usual is 1. */
const confirmLimit = 1_500;
