import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  beginOpenIdBody,
  openIdBegunAnswer,
  ownWaysSchema,
  waysSchema,
  type OpenIdFailure,
} from '@chatire/protocol';
import type { AccessTokens } from '../accounts/access-token.ts';
import { Refused } from '../errors.ts';
import { connectIdentity } from '../identities/connect-identity.ts';
import { disconnectIdentity } from '../identities/disconnect-identity.ts';
import type { OpenIdProvider } from '../identities/openid-provider.ts';
import { readWays } from '../identities/read-ways.ts';
import { signInByIdentity } from '../identities/sign-in-by-identity.ts';
import { SignInFailed } from '../identities/sign-in-failed.ts';
import { maySignUp } from '../installation/judge-newcomer.ts';
import type { LiveSettings } from '../installation/server-settings.ts';
import type { ChatRoutesParts } from './chat-routes.ts';
import type { Flow, OpenIdCookie } from './openid-cookie.ts';
import { ownPath } from './own-path.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problems, problemsSignedIn, security, type App } from './routes.ts';
import type { SecretCookie } from './session-cookie.ts';
import { signedInOf } from './sign-in-hook.ts';

export interface OpenIdRoutesParts extends ChatRoutesParts {
  tokens: AccessTokens;
  settings: LiveSettings;
  /** Undefined: signing in by others is off. */
  provider: OpenIdProvider | undefined;
  sendsMail: boolean;
  cookie: SecretCookie;
  openIdCookie: OpenIdCookie;
  /** What the addresses of pages begin with. */
  publicPath: string;
}

/**
 * Signing in at a provider: the page begins by a call, goes where the answer says, and comes back to the callback, which sends it
 * on to where it wanted to go.
 */
export function addOpenIdRoutes(
  app: App,
  {
    db,
    tokens,
    announce,
    settings,
    provider,
    sendsMail,
    cookie,
    openIdCookie,
    publicPath,
  }: OpenIdRoutesParts,
): void {
  const off = { 404: problemOf('Signing in by others is off.') };
  const openid = provider ? { name: provider.name } : null;

  app.get('/auth/ways/', {
    schema: {
      tags: ['accounts'],
      summary: 'What one can sign in by besides a password',
      response: { 200: waysSchema, ...problems },
    },
    config: { rateLimit: rates.look },
    handler: () => ({ openid, mail: sendsMail }),
  });

  app.post('/auth/openid/', {
    schema: {
      tags: ['accounts'],
      summary: 'Begin to sign in at the provider',
      consumes,
      body: beginOpenIdBody,
      response: { 200: openIdBegunAnswer, ...problems, ...off },
    },
    config: { rateLimit: rates.signIn },
    handler: async (request, reply) => {
      const next = ownPath(request.body.next, 'next');
      const { url, checks } = await begin();
      await openIdCookie.set(reply, { checks, next, sessionId: null });
      return { url };
    },
  });

  app.get('/auth/openid/callback/', {
    schema: { hide: true },
    config: { rateLimit: rates.signIn },
    handler: async (request, reply) => {
      const flow = await openIdCookie.take(request, reply);
      try {
        const person = await finish(request, flow);
        if (flow?.sessionId) {
          const mayKeep = settings.now().sign_up !== 'closed';
          await connectIdentity(db, announce, flow.sessionId, person, mayKeep);
        } else {
          const [, invitation] = /^\/chats\/([\w-]+)/.exec(flow?.next ?? '') ?? [];
          const mayJoin = () => maySignUp({ db, settings }, invitation);
          const userAgent = request.headers['user-agent'] ?? '';
          cookie.set(reply, (await signInByIdentity(db, tokens, person, userAgent, mayJoin)).secret);
        }
        return reply.redirect(publicPath + (flow?.next ?? '/chats'), 303);
      } catch (error) {
        if (!(error instanceof SignInFailed)) throw error;
        request.problem = 'wrong_credentials';
        request.log.warn(
          { request: request.id },
          `A sign-in at ${provider?.issuer} came to nothing (${error.reason}: ${error.message}).`,
        );
        return reply.redirect(publicPath + placeOf(flow, error.reason), 303);
      }
    },
  });

  const tags = ['me'];
  app.get('/api/users/me/ways/', {
    schema: {
      tags,
      security,
      summary: 'What I can sign in by',
      response: { 200: ownWaysSchema, ...problemsSignedIn },
    },
    handler: (request) => readWays(db, signedInOf(request).user.id, provider),
  });

  app.post('/api/users/me/openid/', {
    schema: {
      tags,
      security,
      summary: 'Begin to connect my account with one at the provider; a guest is kept by it',
      consumes,
      body: beginOpenIdBody,
      response: { 200: openIdBegunAnswer, ...problemsSignedIn, ...off },
    },
    config: { rateLimit: rates.changeSelf },
    handler: async (request, reply) => {
      const { sessionId } = signedInOf(request);
      const next = ownPath(request.body.next, 'next');
      const { url, checks } = await begin();
      await openIdCookie.set(reply, { checks, next, sessionId });
      return { url };
    },
  });

  app.delete('/api/users/me/openid/', {
    schema: {
      tags,
      security,
      summary: 'Disconnect my account from the one at the provider',
      description: 'Ends all other sessions.',
      response: { 204: z.null(), ...problemsSignedIn, 409: problemOf('It is the only way in.') },
    },
    config: { rateLimit: rates.changeSelf },
    handler: async (request, reply) => {
      await disconnectIdentity(db, announce, signedInOf(request));
      return reply.code(204).send(null);
    },
  });

  function present(): OpenIdProvider {
    if (!provider) throw new Refused('not_found', 'Signing in by others is off on this server.');
    return provider;
  }

  async function begin() {
    return present()
      .begin()
      .catch((error: unknown) => {
        if (!(error instanceof SignInFailed)) throw error;
        throw new Refused(
          'unavailable',
          `${provider?.name} doesn't answer right now. Try again in a moment.`,
        );
      });
  }

  function finish(request: FastifyRequest, flow: Flow | undefined) {
    if (!provider || !flow) throw new SignInFailed('lost', 'nothing was begun in this browser');
    return provider.finish(request.url.split('?')[1] ?? '', flow.checks);
  }
}

/** Back where it began, with the reason. */
function placeOf(flow: Flow | undefined, reason: OpenIdFailure): string {
  if (flow?.sessionId) return `/settings?openid=${reason}`;
  const next = flow && flow.next !== '/chats' ? `&next=${encodeURIComponent(flow.next)}` : '';
  return `/auth?openid=${reason}${next}`;
}
