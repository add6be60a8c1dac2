import { randomUUID } from 'node:crypto';
import type { AsyncMessage, Channel } from 'rabbitmq-client';
import type { AmqpLink } from './amqp-link.ts';
import type { BrokerMessage, BrokerTally } from './broker.ts';
import { decodeMessages, everyone } from './packet.ts';
import type { BrokerLog } from './keep-link.ts';
import type { BoundQueue } from './rabbitmq-bindings.ts';
import { declareExchange, declareQueue } from './rabbitmq-topology.ts';

/** Reads this process's queue and gives what others published to wanted topics. */
export function createRabbitMqConsumer(options: {
  exchange: string;
  origin: string;
  wants(topic: string): boolean;
  onMessages(messages: readonly BrokerMessage[]): void;
  onProbe(number: number): void;
  tally: Pick<BrokerTally, 'received'>;
  log: BrokerLog;
}) {
  const { exchange, origin, wants, onMessages, onProbe, tally, log } = options;
  let warned = false;

  function receive({ type, appId, messageId, body }: AsyncMessage) {
    if (type === 'probe' && appId === origin) return onProbe(Number(messageId));
    // This process has its own messages already.
    if (type === 'probe' || appId === origin) return;
    const messages =
      type === 'messages' && typeof body === 'string' ? decodeMessages(body, wants) : undefined;
    if (!messages) return warn();
    tally.received += messages.length;
    if (messages.length > 0) onMessages(messages);
  }

  function warn() {
    if (!warned)
      log.warn(`Something else publishes to the exchange ${exchange}; what isn't understood is left out.`);
    warned = true;
  }

  return {
    async setUp(link: AmqpLink): Promise<BoundQueue> {
      const queue = `${exchange}.${randomUUID()}`;
      const openChannel = () => link.openChannel();
      const channels: [Channel, ...Channel[]] = [
        await openChannel(),
        ...(await Promise.all([openChannel(), openChannel(), openChannel()])),
      ];
      const [channel] = channels;
      await declareExchange(channel, exchange);
      await declareQueue(channel, queue);
      await channel.queueBind({ exchange, queue, routingKey: queue });
      await channel.queueBind({ exchange, queue, routingKey: everyone });
      // Without acknowledgments: an exclusive queue is gone with its connection, so nothing could be redelivered.
      // Nor is a prefetch wanted: RabbitMQ stops after 200 packets that the connection hasn't taken, then drops.
      await channel.basicConsume({ queue, noAck: true, exclusive: true }, receive);
      return { queue, channels, fail: link.fail };
    },
  };
}
