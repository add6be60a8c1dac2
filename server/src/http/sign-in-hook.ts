import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerRole } from '@chatire/protocol';
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

/** An `onRequest` hook for routes that are unknown ones to everybody without one of these roles, also to those who aren't signed in. */
export function requireServerRole(authenticate: Authenticate, roles: readonly ServerRole[]) {
  const signIn = requireSignIn(authenticate);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    await signIn(request).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
    });
    const role = request.signedIn?.serverRole;
    if (role && roles.includes(role)) return undefined;
    reply.callNotFound();
    return reply;
  };
}

/** Who sent a request to a route behind `requireSignIn`. */
export function signedInOf(request: FastifyRequest): SignedIn {
  if (!request.signedIn) throw new Error('This route lacks the sign-in hook.');
  return request.signedIn;
}
