import type { FastifyRequest } from 'fastify';
import type { Authenticate, SignedIn } from '../accounts/authenticate.ts';
import { Refused } from '../errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    signedIn: SignedIn | null;
  }
}

/** An `onRequest` hook: who isn't signed in hears so before anything else of the request is looked at. */
export function requireSignIn(authenticate: Authenticate) {
  return async (request: FastifyRequest): Promise<void> => {
    const [, token] =
      /^(?:bearer|jwt|token)[ \t]+(\S+)[ \t]*$/i.exec(request.headers.authorization ?? '') ?? [];
    if (!token) throw new Refused('not_signed_in', 'Sign in first: send "Authorization: Bearer <token>".');
    request.signedIn = await authenticate(token);
  };
}

/** Who sent a request to a route behind `requireSignIn`. */
export function signedInOf(request: FastifyRequest): SignedIn {
  if (!request.signedIn) throw new Error('This route lacks the sign-in hook.');
  return request.signedIn;
}
