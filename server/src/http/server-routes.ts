import { z } from 'zod';
import { claimServerBody, serverSchema, termsAnswer } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { claimServer } from '../installation/owner-link.ts';
import type { LiveSettings } from '../installation/server-settings.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problems, problemsSignedIn, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

/** What everybody may know of the server, and how it gets an owner. */
export function addServerRoutes(app: App, { db, settings }: { db: Database; settings: LiveSettings }): void {
  const tags = ['server'];

  app.get('/api/server/', {
    schema: {
      tags,
      summary: 'What the server is called and lets people do',
      response: { 200: serverSchema, ...problems },
    },
    config: { rateLimit: rates.look },
    handler: async () => {
      const { terms, ...server } = settings.now();
      return { ...server, terms: terms !== '' };
    },
  });

  app.get('/api/server/terms/', {
    schema: { tags, summary: 'Its terms', response: { 200: termsAnswer, ...problems } },
    config: { rateLimit: rates.look },
    handler: async () => ({ text: settings.now().terms }),
  });

  app.post('/api/server/claim/', {
    schema: {
      tags,
      security,
      summary: 'Become the owner of a server that has none, by the link that it printed',
      consumes,
      body: claimServerBody,
      response: { 204: z.null(), ...problemsSignedIn, 404: problemOf('The link was used already.') },
    },
    config: { rateLimit: rates.tryPassword },
    handler: async (request, reply) => {
      await claimServer(db, signedInOf(request), request.body.token);
      return reply.code(204).send(null);
    },
  });
}
