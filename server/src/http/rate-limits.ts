import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import { usernameKey } from '../accounts/username-key.ts';
import { Refused } from '../errors.ts';

/** Requests per address or, where somebody is signed in, per user. Generous for a school behind one address. */
export const rates = {
  signIn: { max: 120, timeWindow: 60_000 },
  newAccount: { max: 60, timeWindow: 60_000 },
  look: { max: 240, timeWindow: 60_000 },
  refresh: { max: 240, timeWindow: 60_000 },
  newChat: { max: 60, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  newMember: { max: 120, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  post: { max: 200, timeWindow: 10_000, hook: 'preHandler', keyGenerator: byUser },
  changeSelf: { max: 30, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  changeSettings: { max: 120, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  /** Of somebody who sits at another's browser, say. */
  tryPassword: { max: 10, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  newPicture: { max: 20, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  /** A class that comes in at once looks at everybody's face; later they are cached. */
  seePicture: { max: 30_000, timeWindow: 60_000 },
} as const;

/** A stranger's tries at one name don't lock that name's owner out at another address. */
const signInOfName = { max: 10, timeWindow: 60_000, keyGenerator: byAddressAndName };

/** Gives the hook for what a route's own limit can't say: tries at one name. */
export async function addRateLimits(app: FastifyInstance): Promise<preHandlerAsyncHookHandler> {
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { after }) =>
      new Refused('too_many_requests', `That was a lot at once. Try again in ${after}.`),
  });
  const countTry = app.createRateLimit(signInOfName);
  return async (request, reply) => {
    const tries = await countTry(request);
    if (tries.isAllowed || !tries.isExceeded) return;
    reply.header('retry-after', tries.ttlInSeconds);
    throw new Refused('too_many_requests', `Too many tries. Try again in ${tries.ttlInSeconds} seconds.`);
  };
}

function byUser(request: FastifyRequest): string {
  return `user ${request.signedIn?.user.id}`;
}

function byAddressAndName(request: FastifyRequest): string {
  const body = request.body as { username?: unknown } | undefined;
  return `${request.ip} ${usernameKey(String(body?.username))}`;
}
