import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { limits } from '@chatire/protocol';
import { Refused } from '../errors.ts';

export interface TokenClaims {
  userId: number;
  sessionId: string;
  /** Seconds since 1970 of the first token of the chain. */
  origIat: number;
}

export interface AccessTokens {
  sign(claims: TokenClaims): string;
  /** Throws `Refused` with `token_expired` or `not_signed_in`. */
  verify(token: string): TokenClaims;
}

/** The only one that is good: a token cannot choose how it is checked. */
const header = encode({ alg: 'HS256', typ: 'JWT' });

const claimsSchema = z.object({
  user_id: z.number(),
  sid: z.string(),
  orig_iat: z.number(),
  exp: z.number(),
});

/** JWTs (HS256), valid for five minutes. `now` gives milliseconds. */
export function createAccessTokens(secret: Uint8Array, now: () => number = Date.now): AccessTokens {
  const key = createSecretKey(secret);
  // As text, so that nothing that a decoder would forgive is a signature of ours.
  const signatureOf = (signed: string) => createHmac('sha256', key).update(signed).digest('base64url');

  return {
    sign({ userId, sessionId, origIat }) {
      const iat = Math.floor(now() / 1000);
      const exp = iat + limits.accessTokenLifetime / 1000;
      const signed = `${header}.${encode({ user_id: userId, sid: sessionId, orig_iat: origIat, iat, exp })}`;
      return `${signed}.${signatureOf(signed)}`;
    },
    verify(token) {
      const [head, payload = '', signature = '', ...rest] = token.split('.');
      const isOurs =
        head === header && rest.length === 0 && areSame(signature, signatureOf(`${head}.${payload}`));
      const claims = isOurs ? claimsSchema.safeParse(decode(payload)).data : undefined;
      if (!claims) throw new Refused('not_signed_in', 'This token is not valid. Sign in again.');
      if (claims.exp <= now() / 1000)
        throw new Refused('token_expired', 'This token has expired. Get a new one and try again.');
      return { userId: claims.user_id, sessionId: claims.sid, origIat: claims.orig_iat };
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Only of what was signed here, so it is JSON. */
const decode = (payload: string): unknown => JSON.parse(Buffer.from(payload, 'base64url').toString());

/** In a time that doesn't tell how far they are. */
function areSame(given: string, right: string): boolean {
  const bytes = Buffer.from(given);
  return bytes.length === right.length && timingSafeEqual(bytes, Buffer.from(right));
}
