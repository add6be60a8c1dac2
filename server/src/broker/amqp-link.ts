import { isIP } from 'node:net';
import { Connection, type Channel } from 'rabbitmq-client';
import type { AmqpAddress } from './amqp-address.ts';
import { within } from './within.ts';

/** One life of a connection to RabbitMQ: whatever goes wrong in it ends it, and the next one starts from nothing. */
export interface AmqpLink {
  connection: Connection;
  /** The end of a channel, or of its consumer, is the end of the link. */
  openChannel(): Promise<Channel>;
  /** Resolves with the reason when the link is over, but not after `close()`. */
  lost: Promise<Error>;
  fail(reason: Error): void;
  /** Orderly, or by force after a second (a blocked connection reads nothing). */
  close(): Promise<void>;
}

export function createLink(address: AmqpAddress, name: string): AmqpLink {
  const { hostname, port, username, password, vhost, tls } = address;
  const connection = new Connection({
    hostname,
    port,
    username,
    password,
    vhost,
    // Node sends no server name by itself.
    tls: tls && (isIP(hostname) ? {} : { servername: hostname }),
    connectionName: name,
    // A link without a sign of life for 4 to 5 s is over.
    heartbeat: 2,
    frameMax: 131_072,
    noDelay: true,
  });
  const { promise: lost, resolve: lose } = Promise.withResolvers<Error>();
  const channels: Channel[] = [];
  let over = false;

  function fail(reason: Error) {
    if (over) return;
    over = true;
    // Also stops the library from connecting again by itself: which address comes next, and when, is keepLink's.
    connection.unsafeDestroy();
    lose(reason);
  }
  connection.on('error', fail);

  return {
    connection,
    lost,
    fail,
    async openChannel() {
      const channel = await connection.acquire();
      channels.push(channel);
      channel.on('basic.cancel', (_tag, reason: Error) => fail(reason));
      // Later, so that whoever waits for an answer on this channel can give the real reason first.
      channel.on('close', () => setImmediate(fail, new Error('RabbitMQ closed the channel')));
      return channel;
    },
    async close() {
      if (over) return;
      over = true;
      const orderly = Promise.all(channels.map((channel) => channel.close())).then(() => connection.close());
      await within(1_000, orderly);
      connection.unsafeDestroy();
    },
  };
}
