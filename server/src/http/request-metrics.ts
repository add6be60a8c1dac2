import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { ErrorCode } from '@chatire/protocol';
import type { Pulse } from '../administration/pulse.ts';
import { tableName } from './guard-routes.ts';

/** Seconds. */
const steps = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const post = 'POST /api/chats/:uri/messages/';
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);
/** Ways to sign in, and the codes that say that somebody wasn't let in: a sign of guessing. */
const signIns: Record<string, string> = {
  'POST /auth/token/create/': 'password',
  'POST /auth/passkey/confirm/': 'passkey',
  'GET /auth/openid/callback/': 'provider',
};
const isFailure = (code: ErrorCode | null) =>
  code === 'wrong_credentials' || code === 'invalid' || code === 'too_many_requests';

export type CountRequest = (request: FastifyRequest, reply: FastifyReply) => void;

/** Counts what was answered, by the routes' templates: what people ask for never becomes a label. `pulse` hears of the posts, too. */
export function createRequestMetrics(registry: Registry, pulse: Pick<Pulse, 'post'>): CountRequest {
  const shared = { registers: [registry] };
  const answered = new Counter({
    ...shared,
    name: 'chatire_http_requests_total',
    help: 'Requests answered, by route and class of the status.',
    labelNames: ['method', 'route', 'status'],
  });
  const took = new Histogram({
    ...shared,
    name: 'chatire_http_request_seconds',
    help: 'From the head of a request to the end of its answer.',
    buckets: steps,
  });
  const posted = new Histogram({
    ...shared,
    name: 'chatire_post_seconds',
    help: 'From the head of a post to its acknowledgment, when it is on disk.',
    buckets: steps,
  });
  const signInFailures = new Counter({
    ...shared,
    name: 'chatire_sign_in_failures_total',
    help: 'Tries to sign in that came to nothing.',
    labelNames: ['way'],
  });
  for (const way of Object.values(signIns)) signInFailures.inc({ way }, 0);

  return (request, reply) => {
    const method = methods.has(request.method) ? request.method : 'other';
    const route = templateOf(request);
    const seconds = reply.elapsedTime / 1_000;
    const name = `${method} ${route}`;
    answered.inc({ method, route, status: `${Math.floor(reply.statusCode / 100)}xx` });
    took.observe(seconds);
    if (name === post && reply.statusCode === 201) {
      posted.observe(seconds);
      pulse.post(reply.elapsedTime);
    }
    const way = signIns[name];
    if (way !== undefined && isFailure(request.problem)) signInFailures.inc({ way });
  };
}

/** `/api/chats/:uri/`; `other` for what the page is made of and its addresses, and for addresses that lead nowhere. */
export function templateOf({ routeOptions: { url } }: FastifyRequest): string {
  return url !== undefined && /^\/(api|auth|health|metrics)(\/|$)/.test(url) ? tableName(url) : 'other';
}
