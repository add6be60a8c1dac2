import { jwtVerify, SignJWT, errors } from 'jose';
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

/** JWTs (HS256), valid for five minutes. `now` gives milliseconds. */
export function createAccessTokens(secret: Uint8Array, now: () => number = Date.now): AccessTokens {
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
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: ['HS256'],
          requiredClaims: ['exp'],
          currentDate: new Date(now()),
        });
        const { user_id: userId, sid: sessionId, orig_iat: origIat } = payload;
        if (typeof userId === 'number' && typeof sessionId === 'string' && typeof origIat === 'number')
          return { userId, sessionId, origIat };
      } catch (error) {
        if (error instanceof errors.JWTExpired)
          throw new Refused('token_expired', 'This token has expired. Get a new one and try again.');
        if (!(error instanceof errors.JOSEError)) throw error;
      }
      throw new Refused('not_signed_in', 'This token is not valid. Sign in again.');
    },
  };
}
