import type { Channel } from 'rabbitmq-client';

/** Only what RabbitMQ 3.10 to 4.x all have. */
export async function declareExchange(channel: Channel, exchange: string): Promise<void> {
  await channel.exchangeDeclare({ exchange, type: 'direct', durable: true });
}

/**
 * The one queue of a process. Exclusive: it goes with its connection, so each connection takes a new name. Named by
 * us: permissions can be given for the exchange's name and what starts with it.
 */
export async function declareQueue(channel: Channel, queue: string): Promise<void> {
  await channel.queueDeclare({
    queue,
    exclusive: true,
    autoDelete: true,
    arguments: {
      // A virtual host may have quorum queues as its default, and those can't be exclusive.
      'x-queue-type': 'classic',
      // Of a process that doesn't keep up, RabbitMQ drops the oldest.
      'x-overflow': 'drop-head',
      'x-max-length': 20_000,
      'x-max-length-bytes': 64 * 1_024 * 1_024,
    },
  });
}
