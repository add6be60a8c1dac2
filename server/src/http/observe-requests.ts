import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ErrorCode } from '@chatire/protocol';
import { withinRequest } from '../request-id.ts';
import { type CountRequest, templateOf } from './request-metrics.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** When its body was there and its handler began, in milliseconds of `performance.now()`. */
    handledAt: number;
    /** What it was refused by. */
    problem: ErrorCode | null;
  }
}

/** Milliseconds that a handler may take before it is worth a line. */
const slow = 1_000;

/**
 * Gives each request its id on the way out and to all that is done for it, counts it, and writes a line about it if it was slow; one
 * that failed has its line where its error is known. At the level `debug`, each has one. Never its address, which may be a link.
 */
export function observeRequests(app: FastifyInstance, log: Logger, count: CountRequest): void {
  app.decorateRequest('handledAt', 0);
  app.decorateRequest('problem', null);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  // Not before: reading the body would lose it.
  app.addHook('preHandler', (request, _reply, done) => {
    request.handledAt = performance.now();
    withinRequest(request.id, done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    count(request, reply);
    const ms = request.handledAt && Math.round(performance.now() - request.handledAt);
    const line = { ...aboutRequest(request), status: reply.statusCode, ms };
    if (ms > slow) log.warn(line, 'A request was slow.');
    else if (log.isLevelEnabled('debug')) log.debug(line, 'A request was answered.');
    done();
  });
}

/** What a line of the log may say of a request. */
export function aboutRequest(request: FastifyRequest): Record<'request' | 'method' | 'route', string> {
  return { request: request.id, method: request.method, route: templateOf(request) };
}
