import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refused } from '../errors.ts';

/** Requests per address or, where somebody is signed in, per user. Generous for a school behind one address. */
export const rates = {
  signIn: { max: 10, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byAddressAndName },
  newAccount: { max: 60, timeWindow: 60_000 },
  look: { max: 240, timeWindow: 60_000 },
  refresh: { max: 240, timeWindow: 60_000 },
  newChat: { max: 60, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  newMember: { max: 120, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  post: { max: 200, timeWindow: 10_000, hook: 'preHandler', keyGenerator: byUser },
} as const;

export async function addRateLimits(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { after }) =>
      new Refused('too_many_requests', `That was a lot at once. Try again in ${after}.`),
  });
}

function byUser(request: FastifyRequest): string {
  return `user ${request.signedIn?.user.id}`;
}

/** A stranger's tries at one name don't lock that name's owner out at another address. */
function byAddressAndName(request: FastifyRequest): string {
  const body = request.body as { username?: unknown } | undefined;
  return `${request.ip} ${String(body?.username).toLowerCase()}`;
}
