import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A wire to a RabbitMQ that can be held in either direction and cut, for this process's connections only. */
export async function startRabbitMqProxy(url: string) {
  const target = new URL(url);
  const pairs = new Set<{ client: Socket; server: Socket }>();
  const server = createServer((client) => {
    const pair = { client, server: connect(Number(target.port), target.hostname) };
    pairs.add(pair);
    for (const [from, to] of [
      [pair.client, pair.server],
      [pair.server, pair.client],
    ] as const) {
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        pairs.delete(pair);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(url);
  through.port = String((server.address() as AddressInfo).port);

  const cut = () => {
    for (const { client } of pairs) client.destroy();
  };
  return {
    url: through.href,
    /** What RabbitMQ says stays here, until the wires are cut. */
    holdAnswers() {
      for (const pair of pairs) pair.server.pause();
    },
    /** What is said to RabbitMQ stays here, until the wires are cut. */
    holdRequests() {
      for (const pair of pairs) pair.client.pause();
    },
    cut,
    close() {
      server.close();
      cut();
    },
  };
}
