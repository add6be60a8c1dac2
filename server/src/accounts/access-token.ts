import { createHmac, timingSafeEqual } from 'node:crypto';
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

/** There is one form of header, so nothing that a token says of itself decides how it is checked. */
const header = encode({ alg: 'HS256', typ: 'JWT' });

const claimsSchema = z.object({
  user_id: z.number(),
  sid: z.string(),
  orig_iat: z.number(),
  exp: z.number(),
});

/** JWTs (HS256), valid for five minutes. `now` gives milliseconds. */
export function createAccessTokens(secret: Uint8Array, now: () => number = Date.now): AccessTokens {
  const signatureOf = (signed: string) => createHmac('sha256', secret).update(signed).digest();

  return {
    sign({ userId, sessionId, origIat }) {
      const iat = Math.floor(now() / 1000);
      const exp = iat + limits.accessTokenLifetime / 1000;
      const signed = `${header}.${encode({ user_id: userId, sid: sessionId, orig_iat: origIat, iat, exp })}`;
      return `${signed}.${signatureOf(signed).toString('base64url')}`;
    },
    verify(token) {
      const [head, payload = '', signature = '', ...more] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = signatureOf(`${head}.${payload}`);
      const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
      if (head !== header || more.length > 0 || !isOurs)
        throw new Refused('not_signed_in', 'This token is not valid. Sign in again.');
      const claims = claimsSchema.parse(JSON.parse(String(Buffer.from(payload, 'base64url'))));
      if (claims.exp <= now() / 1000)
        throw new Refused('token_expired', 'This token has expired. Get a new one and try again.');
      return { userId: claims.user_id, sessionId: claims.sid, origIat: claims.orig_iat };
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
