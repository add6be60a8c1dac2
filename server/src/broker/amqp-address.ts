import { isIP } from 'node:net';
import { StartupError } from '../startup-error.ts';

export interface AmqpAddress {
  hostname: string;
  port: number;
  username: string;
  password: string;
  vhost: string;
  tls: boolean;
  /** "host:port", for people. */
  name: string;
}

export type AmqpAddresses = readonly [AmqpAddress, ...AmqpAddress[]];

export function parseAmqpAddresses(urls: readonly string[]): AmqpAddresses {
  const [first, ...rest] = urls.map(parseAmqpAddress);
  if (!first) throw new StartupError(form);
  return [first, ...rest];
}

/**
 * Refuses what can't be an address, and RabbitMQ's default password on any host but this one: everybody knows it.
 * The sentences never show what was given, since a password may be in it.
 */
function parseAmqpAddress(url: string): AmqpAddress {
  const parts = URL.parse(url);
  if (!parts || !['amqp:', 'amqps:'].includes(parts.protocol) || parts.hostname === '') {
    throw new StartupError(form);
  }
  const tls = parts.protocol === 'amqps:';
  const hostname = parts.hostname.replaceAll(/^\[|\]$/g, '');
  const port = Number(parts.port) || (tls ? 5671 : 5672);
  const name = `${parts.hostname}:${port}`;
  const username = decode(parts.username) || 'guest';
  const password = decode(parts.password) || 'guest';
  if (username === 'guest' && password === 'guest' && !isLoopback(hostname)) {
    throw new StartupError(
      `AMQP_URL uses RabbitMQ's default password on ${name}: give Chatire a user of its own.`,
    );
  }
  return { hostname, port, username, password, vhost: decode(parts.pathname.slice(1)) || '/', tls, name };
}

const form =
  'AMQP_URL must look like amqp://user:password@host:5672, or amqps://…, several separated by commas.';

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new StartupError('AMQP_URL has a % that starts no percent-encoding: write it as %25.');
  }
}

function isLoopback(hostname: string): boolean {
  if (isIP(hostname) === 4) return hostname.startsWith('127.');
  return hostname === '::1' || hostname === 'localhost' || hostname.endsWith('.localhost');
}
