import { z } from 'zod';
import {
  createTokenBody,
  createUserBody,
  keepGuestBody,
  refreshTokenBody,
  selfSchema,
  tokenAnswer,
} from '@chatire/protocol';
import type { AccessTokens } from '../accounts/access-token.ts';
import { accountOf, type Authenticate } from '../accounts/authenticate.ts';
import type { ClaimTry } from '../accounts/claim-try.ts';
import { createUser } from '../accounts/create-user.ts';
import { keepGuest } from '../accounts/keep-guest.ts';
import { refreshByCookie, refreshByToken } from '../accounts/refresh-token.ts';
import { signIn } from '../accounts/sign-in.ts';
import { signOut } from '../accounts/sign-out.ts';
import { isAllowedOrigin, type OriginRules } from '../allowed-origins.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { judgeKeeping, judgeSignUp } from '../installation/judge-newcomer.ts';
import type { LiveSettings } from '../installation/server-settings.ts';
import type { Announce } from '../log/notices.ts';
import type { Seal } from '../second-step/seal.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problems, problemsSignedIn, security, type App } from './routes.ts';
import type { SecretCookie } from './session-cookie.ts';
import { signedInOf } from './sign-in-hook.ts';
import { visitorOf } from './visitor-of.ts';

export interface AuthRoutesParts {
  db: Database;
  tokens: AccessTokens;
  authenticate: Authenticate;
  announce: Announce;
  settings: LiveSettings;
  cookie: SecretCookie;
  origins: OriginRules;
  deviceCookie: SecretCookie;
  claimTry: ClaimTry;
  seal: Seal;
}

export function addAuthRoutes(app: App, parts: AuthRoutesParts): void {
  const { db, tokens, authenticate, announce, settings, cookie, deviceCookie, origins } = parts;
  const tags = ['accounts'];

  app.post('/auth/users/create/', {
    schema: {
      tags,
      summary: 'Sign up',
      consumes,
      body: createUserBody,
      response: { 201: selfSchema, ...problems, 403: problemOf('Nobody can sign up, or only by a link.') },
    },
    config: { rateLimit: rates.newAccount },
    handler: async (request, reply) => {
      const { invitation, ...account } = request.body;
      await judgeSignUp({ db, settings }, invitation);
      return reply.code(201).send(await createUser(db, account));
    },
  });

  app.post('/auth/token/create/', {
    schema: {
      tags,
      summary: 'Sign in',
      consumes,
      body: createTokenBody,
      response: { 200: tokenAnswer, ...problems },
    },
    config: { rateLimit: rates.signIn },
    handler: async (request, reply) => {
      const session = await signIn(parts, request.body, visitorOf(request, deviceCookie));
      cookie.set(reply, session.secret);
      deviceCookie.set(reply, session.device);
      return { auth_token: session.authToken };
    },
  });

  app.post('/auth/token/refresh/', {
    schema: {
      tags,
      summary: 'Renew a token',
      consumes,
      body: refreshTokenBody,
      response: { 200: tokenAnswer, ...problemsSignedIn },
    },
    config: { rateLimit: rates.refresh },
    handler: async (request, reply) => {
      if (request.body.token !== undefined)
        return { auth_token: await refreshByToken(authenticate, tokens, request.body.token) };
      const secret = cookie.read(request);
      if (secret === undefined || !isAllowedOrigin(origins, request.headers.origin, request.headers.host))
        throw new Refused('not_signed_in', 'Sign in first: there is neither a token nor a session cookie.');
      const auth_token = await refreshByCookie(db, tokens, secret);
      cookie.set(reply, secret);
      return { auth_token };
    },
  });

  app.get('/auth/me/', {
    schema: { tags, security, summary: 'Who am I', response: { 200: selfSchema, ...problemsSignedIn } },
    handler: async (request) => accountOf(signedInOf(request)),
  });

  app.post('/auth/users/keep/', {
    schema: {
      tags,
      security,
      summary: 'Keep a guest: take a user name and a password',
      consumes,
      body: keepGuestBody,
      response: { 200: selfSchema, ...problemsSignedIn },
    },
    config: { rateLimit: rates.keepGuest },
    handler: (request) => {
      judgeKeeping({ settings });
      return keepGuest(db, announce, signedInOf(request).user.id, request.body);
    },
  });

  app.post('/auth/sign-out/', {
    schema: { tags, security, summary: 'Sign out', response: { 204: z.null(), ...problemsSignedIn } },
    handler: async (request, reply) => {
      await signOut(db, announce, signedInOf(request));
      cookie.clear(reply);
      return reply.code(204).send(null);
    },
  });
}
