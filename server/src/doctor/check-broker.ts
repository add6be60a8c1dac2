import net from 'node:net';
import tls from 'node:tls';
import type { Config } from '../config.ts';
import { parseAmqpAddresses, type AmqpAddress } from '../broker/amqp-address.ts';
import { createRabbitMqBroker } from '../broker/rabbitmq-broker.ts';
import { findingsAbout, splitSentence, type Finding } from './finding.ts';

const about = findingsAbout('Broker');
const silent = { info: () => undefined, warn: () => undefined };
/** The oldest that Chatire is tested with. */
const oldest = [3, 10] as const;

/** Each node of RabbitMQ by itself, in the way in which a server uses it: only what comes back by the broker counts. */
export async function checkBroker(broker: Config['broker']): Promise<Finding[]> {
  if (broker.kind !== 'rabbitmq') return [];
  return Promise.all(broker.urls.map(checkNode));
}

async function checkNode(url: string): Promise<Finding> {
  try {
    const [address] = parseAmqpAddresses([url]);
    const used = await createRabbitMqBroker({ urls: [url], log: silent });
    const isWell = used.isHealthy();
    await used.close();
    const version = await versionOf(address).catch(() => 'of unknown version');
    const sentence = `RabbitMQ ${version} at ${address.name}`;
    if (!isWell)
      return about.wrong(
        `${sentence} takes no messages, or doesn't give them back.`,
        'Look for an alarm of memory or disk: rabbitmq-diagnostics alarms.',
      );
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
      return about.doubtful(
        `${sentence} is older than those that Chatire is tested with.`,
        'Use 3.10 or later.',
      );
    return about.well(`${sentence} takes messages and gives them back.`);
  } catch (error) {
    return about.wrong(...splitSentence(error));
  }
}

/** From the first frame, which RabbitMQ sends before anybody has said who they are (AMQP 0-9-1, 4.2.2). */
function versionOf({ hostname, port, tls: isSecure }: AmqpAddress): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = isSecure
      ? tls.connect({ host: hostname, port, servername: net.isIP(hostname) ? '' : hostname })
      : net.connect({ host: hostname, port });
    let received = '';
    socket.setTimeout(3_000, () => socket.destroy(new Error('no answer')));
    socket.on(isSecure ? 'secureConnect' : 'connect', () => socket.write('AMQP\0\0\x09\x01', 'latin1'));
    socket.on('error', reject);
    socket.setEncoding('latin1').on('data', (piece: string) => {
      received += piece;
      // A field of its table: the name, S, four bytes of length, the text.
      const [, version] = /versionS[^]{4}(\d+\.\d+[\w.-]*)/.exec(received) ?? [];
      if (version === undefined) return;
      socket.destroy();
      resolve(version);
    });
    socket.on('close', () => reject(new Error('no version')));
  });
}
