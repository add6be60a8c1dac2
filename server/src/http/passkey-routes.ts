import { z } from 'zod';
import {
  addPasskeyBody,
  beginPasskeyBody,
  limits,
  passkeyQuestionAnswer,
  removePasskeyBody,
  signInByPasskeyBody,
  tokenAnswer,
} from '@chatire/protocol';
import type { AccessTokens } from '../accounts/access-token.ts';
import type { ClaimTry } from '../accounts/claim-try.ts';
import type { OriginRules } from '../allowed-origins.ts';
import type { Database } from '../database/database.ts';
import type { Announce } from '../log/notices.ts';
import { addPasskey, beginPasskey } from '../passkeys/add-passkey.ts';
import { removePasskey } from '../passkeys/remove-passkey.ts';
import { askForPasskey, signInByPasskey } from '../passkeys/sign-in-by-passkey.ts';
import { siteOf } from '../passkeys/site.ts';
import type { Asked } from '../passkeys/use-challenge.ts';
import type { PublicPlace } from '../public-place.ts';
import type { Seal } from '../second-step/seal.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problems, problemsSignedIn, security, type App } from './routes.ts';
import { createSealedCookie } from './sealed-cookie.ts';
import type { SecretCookie } from './session-cookie.ts';
import { signedInOf } from './sign-in-hook.ts';
import { visitorOf } from './visitor-of.ts';

export interface PasskeyRoutesParts {
  db: Database;
  tokens: AccessTokens;
  announce: Announce;
  claimTry: ClaimTry;
  seal: Seal;
  cookie: SecretCookie;
  deviceCookie: SecretCookie;
  origins: OriginRules;
  /** Of the provider of sign-ins, if there is one. */
  issuer: string | undefined;
  place: PublicPlace;
  secret: Uint8Array;
}

/** Each begins with a question, which the browser keeps in a sealed cookie: any process can take the answer. */
export function addPasskeyRoutes(app: App, { place, secret, ...parts }: PasskeyRoutesParts): void {
  const { db, cookie, deviceCookie, origins } = parts;
  const asked = createSealedCookie<Asked>(place, secret, {
    name: 'passkey',
    schema: z.object({ challenge: z.string(), sessionId: z.string().nullable() }),
    lifetime: limits.passkeyChallenge / 1000,
    sameSite: 'strict',
    path: '/',
  });
  const lost = { 409: problemOf('Nothing was begun in this browser, or too long ago.') };

  app.post('/auth/passkey/', {
    schema: {
      tags: ['accounts'],
      summary: 'Begin to sign in by a passkey',
      response: { 200: passkeyQuestionAnswer, ...problems },
    },
    config: { rateLimit: rates.signIn },
    handler: async (request, reply) => {
      const options = await askForPasskey(siteOf(origins, request.headers.host));
      await asked.set(reply, { challenge: options.challenge, sessionId: null });
      return { options: { ...options } };
    },
  });

  app.post('/auth/passkey/confirm/', {
    schema: {
      tags: ['accounts'],
      summary: 'Sign in by a passkey',
      consumes,
      body: signInByPasskeyBody,
      response: { 200: tokenAnswer, ...problems, ...lost },
    },
    config: { rateLimit: rates.signIn },
    handler: async (request, reply) => {
      const session = await signInByPasskey(
        parts,
        await asked.take(request, reply),
        request.body.credential,
        siteOf(origins, request.headers.host),
        visitorOf(request, deviceCookie),
      );
      cookie.set(reply, session.secret);
      deviceCookie.set(reply, session.device);
      return { auth_token: session.authToken };
    },
  });

  const common = { tags: ['me'], security, consumes };
  const done = { 204: z.null(), ...problemsSignedIn };

  app.post('/api/users/me/passkeys/', {
    schema: {
      ...common,
      summary: 'Begin to add a passkey',
      body: beginPasskeyBody,
      response: { 200: passkeyQuestionAnswer, ...problemsSignedIn, 409: problemOf('There are too many.') },
    },
    config: { rateLimit: rates.tryPassword },
    handler: async (request, reply) => {
      const signedIn = signedInOf(request);
      const site = siteOf(origins, request.headers.host);
      const options = await beginPasskey(parts, signedIn, request.body, site);
      await asked.set(reply, { challenge: options.challenge, sessionId: signedIn.sessionId });
      return { options: { ...options } };
    },
  });

  app.post('/api/users/me/passkeys/confirm/', {
    schema: {
      ...common,
      summary: 'Add a passkey',
      body: addPasskeyBody,
      response: { ...done, ...lost },
    },
    config: { rateLimit: rates.changeSelf },
    handler: async (request, reply) => {
      const question = await asked.take(request, reply);
      const site = siteOf(origins, request.headers.host);
      await addPasskey(db, signedInOf(request), question, request.body, site);
      return reply.code(204).send(null);
    },
  });

  app.post('/api/users/me/passkeys/:id/delete/', {
    schema: {
      ...common,
      summary: 'Remove a passkey',
      description: 'Ends all other sessions.',
      params: z.object({ id: z.coerce.number().int().positive() }),
      body: removePasskeyBody,
      response: {
        ...done,
        404: problemOf('No such passkey.'),
        409: problemOf('It is the only way in.'),
      },
    },
    config: { rateLimit: rates.tryPassword },
    handler: async (request, reply) => {
      const wish = { id: request.params.id, ...request.body };
      await removePasskey(parts, signedInOf(request), wish, parts.issuer);
      return reply.code(204).send(null);
    },
  });
}
