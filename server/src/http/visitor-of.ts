import type { FastifyRequest } from 'fastify';
import type { Visitor } from '../accounts/sign-in.ts';
import type { Bearer } from '../links/come-in.ts';
import type { SecretCookie } from './session-cookie.ts';

/** Who asks, as far as a request without a token says. */
export function visitorOf(request: FastifyRequest, deviceCookie: SecretCookie): Visitor {
  return {
    address: addressOf(request.ip),
    userAgent: request.headers['user-agent'] ?? '',
    device: deviceCookie.read(request),
  };
}

/** Who comes by a link. */
export const bearerOf = ({ ip }: FastifyRequest, password: string | undefined): Bearer => ({
  password,
  address: addressOf(ip),
});

/** Of IPv6 the first 64 bits: one customer has all the rest. */
export function addressOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined || !ip.includes(':')) return mapped ?? ip;
  const [before = '', after] = ip.split('%')[0]!.split('::');
  const head = before.split(':').filter(Boolean);
  const tail = (after ?? '').split(':').filter(Boolean);
  const zeros = Array.from({ length: after === undefined ? 0 : 8 - head.length - tail.length }, () => '0');
  const groups = [...head, ...zeros, ...tail].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
