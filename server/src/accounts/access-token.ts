import { errors, jwtVerify, SignJWT } from 'jose';
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
  sign(claims: TokenClaims): Promise<string>;
  /** Throws `Refused` with `token_expired` or `not_signed_in`. */
  verify(token: string): Promise<TokenClaims>;
}

/** Tokens whose signature was found right, of those who do something just now: some 600 bytes each. */
const remembered = 2_000;

/** Just so: what else the decoder would forgive is no token of ours. */
const form = /^[\w-]+\.[\w-]+\.[\w-]+$/;

const claimsSchema = z.object({
  user_id: z.number(),
  sid: z.string(),
  orig_iat: z.number(),
  exp: z.number(),
});
type Claims = z.infer<typeof claimsSchema>;

/** JWTs (HS256), valid for five minutes. `now` gives milliseconds. */
export function createAccessTokens(secret: Uint8Array, now: () => number = Date.now): AccessTokens {
  const verified = new Map<string, Claims>();

  async function check(token: string): Promise<Claims> {
    try {
      if (!form.test(token)) throw new errors.JWSInvalid();
      // Whether it has expired is looked at each time, below.
      const options = { algorithms: ['HS256'], requiredClaims: ['exp'], currentDate: new Date(0) };
      const { payload } = await jwtVerify(token, secret, options);
      const claims = claimsSchema.safeParse(payload);
      if (claims.success) return claims.data;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
    throw new Refused('not_signed_in', 'This token is not valid. Sign in again.');
  }

  function remember(token: string, claims: Claims): void {
    const [oldest] = verified.keys();
    if (verified.size >= remembered && oldest !== undefined) verified.delete(oldest);
    verified.set(token, claims);
  }

  return {
    sign({ userId, sessionId, origIat }) {
      const issuedAt = Math.floor(now() / 1000);
      return new SignJWT({ user_id: userId, sid: sessionId, orig_iat: origIat })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + limits.accessTokenLifetime / 1000)
        .sign(secret);
    },
    async verify(token) {
      const known = verified.get(token);
      const claims = known ?? (await check(token));
      if (claims.exp <= now() / 1000) {
        verified.delete(token);
        throw new Refused('token_expired', 'This token has expired. Get a new one and try again.');
      }
      if (!known) remember(token, claims);
      return { userId: claims.user_id, sessionId: claims.sid, origIat: claims.orig_iat };
    },
  };
}
