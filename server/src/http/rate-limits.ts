import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addressOf } from '../client-address.ts';
import { TooManyRequests } from '../errors.ts';
import type { RateName } from '../limits/rates.ts';
import type { Claim, TokenBuckets } from '../limits/token-buckets.ts';
import { signedInOf } from './sign-in-hook.ts';

type RateLimit = (request: FastifyRequest) => readonly Claim[];

declare module 'fastify' {
  interface FastifyContextConfig {
    rateLimit?: RateLimit;
  }
  interface FastifyRequest {
    /** What it was let in by. */
    claims: readonly Claim[] | null;
  }
}

/** Which buckets a request takes from: see `limits/rates.ts` for how much is in them. */
export const rates = {
  signIn: byAddress('signIn'),
  newAccount: byAddress('signUp'),
  keepGuest: byAddress('keepGuest'),
  newGuest: all(byAddress('guestAtAddress'), byLink('guestByLink')),
  look: byAddress('look'),
  refresh: byAddress('refresh'),
  search: all(byUser('search'), byAddress('searchAtAddress')),
  newChat: byUser('newChat'),
  newMember: byUser('newMember'),
  join: all(byUser('newMember'), byLink('joinByLink')),
  post: all(write, byAddress('writeAtAddress')),
  report: byUser('report'),
  changeSelf: byUser('changeSelf'),
  changeSettings: byUser('changeSettings'),
  exportSelf: byUser('exportSelf'),
  tryPassword: byUser('tryPassword'),
  tryWebhook: byUser('tryWebhook'),
  trial: byUser('trial'),
  newPicture: byUser('newPicture'),
  seePicture: byAddress('seePicture'),
};

/** Milliseconds in which a refusal is held back, and how many at most: who asks again at once gets no further by it. */
const holdRefusal = 2_000;
const mostHeld = 1_000;

/** After the sign-in, and before the body is looked at. */
export function addRateLimits(app: FastifyInstance, buckets: Pick<TokenBuckets, 'claim' | 'giveBack'>): void {
  let held = 0;
  app.decorateRequest('claims', null);

  app.addHook('preParsing', async (request) => {
    const claims = request.routeOptions.config.rateLimit?.(request) ?? [];
    const wait = buckets.claim(claims);
    if (wait === 0) return void (request.claims = claims);
    if (held < mostHeld) {
      held++;
      // Each for another time, so that they don't come back together.
      await sleep(holdRefusal * (0.5 + Math.random() / 2));
      held--;
    }
    throw new TooManyRequests(Math.ceil(wait));
  });

  // Whoever is in the chat must not pay for those who try and aren't, or are no longer.
  app.addHook('onResponse', async ({ claims }, { statusCode }) => {
    if (claims && (statusCode === 403 || statusCode === 404))
      buckets.giveBack(claims.filter(({ rate }) => rate === 'writeInChat' || rate === 'writeByGuestsOfChat'));
  });
}

function all(...limits: readonly RateLimit[]): RateLimit {
  return (request) => limits.flatMap((limit) => limit(request));
}

function byUser(rate: RateName): RateLimit {
  return (request) => [{ rate, of: signedInOf(request).user.id }];
}

function byAddress(rate: RateName): RateLimit {
  return (request) => [{ rate, of: addressOf(request.ip) }];
}

function byLink(rate: RateName): RateLimit {
  return (request) => [{ rate, of: uriOf(request) }];
}

function write(request: FastifyRequest): readonly Claim[] {
  const { user } = signedInOf(request);
  const isGuest = user.kind === 'guest';
  return [
    { rate: isGuest ? 'writeAsGuest' : 'write', of: user.id },
    { rate: isGuest ? 'writeByGuestsOfChat' : 'writeInChat', of: uriOf(request) },
  ];
}

const uriOf = ({ params }: FastifyRequest) => (params as { uri: string }).uri;
