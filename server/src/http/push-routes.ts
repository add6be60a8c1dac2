import { z } from 'zod';
import { ownPushAnswer, subscribeBody } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import type { SendPush } from '../push/send-push.ts';
import { subscribe } from '../push/subscribe.ts';
import { deleteSubscription, findSubscription } from '../push/subscription-store.ts';
import { tryPush } from '../push/try-push.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problemsSignedIn, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

export interface PushParts {
  /** What browsers subscribe with. */
  publicKey: string;
  send: SendPush;
  /** Whether push services may be near, and without https. */
  mayBePrivate: boolean;
}

/** How a browser is told of messages while the page is closed. Each sign-in has at most one subscription. */
export function addPushRoutes(app: App, { db, push }: { db: Database; push: PushParts }): void {
  const tags = ['me'];
  const done = { 204: z.null(), ...problemsSignedIn };
  const url = '/api/users/me/push/';

  app.get(url, {
    schema: {
      tags,
      security,
      summary: 'Whether this browser is told of messages by push',
      response: { 200: ownPushAnswer, ...problemsSignedIn },
    },
    handler: async (request) => {
      const subscription = await findSubscription(db, signedInOf(request).sessionId);
      return { public_key: push.publicKey, endpoint: subscription?.endpoint ?? null };
    },
  });

  app.put(url, {
    schema: {
      tags,
      security,
      summary: 'Tell this browser of messages by push',
      consumes,
      body: subscribeBody,
      response: done,
    },
    config: { rateLimit: rates.changeSelf },
    handler: async (request, reply) => {
      await subscribe(db, signedInOf(request), request.body, push);
      return reply.code(204).send(null);
    },
  });

  app.delete(url, {
    schema: { tags, security, summary: 'Tell this browser no longer', response: done },
    handler: async (request, reply) => {
      await deleteSubscription(db, signedInOf(request).sessionId);
      return reply.code(204).send(null);
    },
  });

  app.post(`${url}test/`, {
    schema: {
      tags,
      security,
      summary: 'Send this browser something by push, to try it',
      response: {
        ...done,
        404: problemOf('This browser is not told of messages by push, or no longer.'),
        409: problemOf("The push service couldn't be reached, or refused."),
      },
    },
    config: { rateLimit: rates.trial },
    handler: async (request, reply) => {
      await tryPush({ db, send: push.send }, signedInOf(request));
      return reply.code(204).send(null);
    },
  });
}
