import { z } from 'zod';
import type { BrokerMessage } from './broker.ts';
import { shardOf } from './topic-shard.ts';

/** What travels as one AMQP message. */
export interface Packet {
  routingKey: string;
  messages: BrokerMessage[];
}

/** Every process's queue is bound to this key, too. */
export const everyone = 'all';

/**
 * Messages of few shards travel by shard, only to the processes that want them; messages of many travel together,
 * and each process takes out what it wants. Measured with RabbitMQ 3.10, three queues of 4,096 bindings, 100 shards:
 * a publish for each 17,000 messages a second, one publish with the keys in a BCC header 4,900 (for several keys
 * RabbitMQ up to 3.10 scans all bindings: 6 to 20 ms), one publish to all 390,000.
 */
export function packetsOf(messages: readonly BrokerMessage[]): Packet[] {
  const packets = new Map<number, Packet>();
  for (const message of messages) {
    const shard = shardOf(message.topic);
    const packet = packets.get(shard);
    if (packet) packet.messages.push(message);
    else packets.set(shard, { routingKey: String(shard), messages: [message] });
    if (packets.size > 4) return [{ routingKey: everyone, messages: [...messages] }];
  }
  return [...packets.values()];
}

/** A line of topics and lengths, then the bodies: whoever wants none of the topics needn't look at the bodies. */
export function encodeMessages(messages: readonly BrokerMessage[]): string {
  const head = messages.map(({ topic, body }): z.infer<typeof headSchema>[number] => [topic, body.length]);
  return `${JSON.stringify(head)}\n${messages.map(({ body }) => body).join('')}`;
}

/** The messages with wanted topics; undefined if this isn't one of our packets. */
export function decodeMessages(text: string, wants: (topic: string) => boolean): BrokerMessage[] | undefined {
  const headEnd = text.indexOf('\n');
  const head = headSchema.safeParse(parseJson(text.slice(0, headEnd)));
  if (!head.success) return undefined;
  const messages: BrokerMessage[] = [];
  let start = headEnd + 1;
  for (const [topic, length] of head.data) {
    if (wants(topic)) messages.push({ topic, body: text.slice(start, start + length) });
    start += length;
  }
  return start === text.length ? messages : undefined;
}

const headSchema = z.array(z.tuple([z.string(), z.int().min(0)]));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
