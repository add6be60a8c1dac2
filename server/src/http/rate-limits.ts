import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refused } from '../errors.ts';

/** Requests per address or, where somebody is signed in, per user. Generous for a school behind one address. */
export const rates = {
  /** Tries that fail have to wait longer and longer besides: see `claimTry`. */
  signIn: { max: 120, timeWindow: 60_000 },
  newAccount: { max: 60, timeWindow: 60_000 },
  look: { max: 240, timeWindow: 60_000 },
  refresh: { max: 240, timeWindow: 60_000 },
  newChat: { max: 60, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  newMember: { max: 120, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  post: { max: 200, timeWindow: 10_000, hook: 'preHandler', keyGenerator: byUser },
  report: { max: 20, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  changeSelf: { max: 30, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  changeSettings: { max: 120, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  /** What it costs, besides what `claimTry` allows. */
  tryPassword: { max: 10, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  newPicture: { max: 20, timeWindow: 60_000, hook: 'preHandler', keyGenerator: byUser },
  /** A class that comes in at once looks at everybody's face; later they are cached. */
  seePicture: { max: 30_000, timeWindow: 60_000 },
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
