import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import { isLoopback } from '../config-addresses.ts';
import { Refused } from '../errors.ts';

/**
 * What the process says of itself, for Prometheus. With a token, to whoever has it; without one, to programs of this machine that ask it
 * directly. To others it isn't there.
 */
export function addMetricsRoutes(app: FastifyInstance, metrics: Registry, token: string | undefined): void {
  const mayRead = token === undefined ? isFromThisMachine : hasToken(token);
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!mayRead(request)) throw new Refused('not_found', 'There is nothing at this address.');
    return reply.type(metrics.contentType).send(await metrics.metrics());
  });
}

/** A proxy on this machine says that it is one: behind it may stand anybody. */
function isFromThisMachine({ socket, headers }: FastifyRequest): boolean {
  const passedOn = [
    'x-forwarded-for',
    'x-forwarded-proto',
    'x-forwarded-host',
    'x-real-ip',
    'forwarded',
    'via',
  ];
  return isLoopback(plain(socket.remoteAddress)) && !passedOn.some((name) => name in headers);
}

function hasToken(token: string): (request: FastifyRequest) => boolean {
  const wanted = digest(token);
  return ({ headers: { authorization = '' } }) =>
    timingSafeEqual(digest(authorization.replace(/^bearer +/i, '')), wanted);
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const plain = (address = '') => address.replace(/^::ffff:/, '');
