import type { Logger } from 'pino';
import { z } from 'zod';
import { lookAtResetBody, resetAnswer, resetPasswordBody } from '@chatire/protocol';
import { readReset, resetPassword } from '../accounts/reset-password.ts';
import type { ChatRoutesParts } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problems, type App } from './routes.ts';

/** For those who have forgotten the password. Who has the link's secret needs no other sign-in. */
export function addResetRoutes(
  app: App,
  { db, announce, log }: ChatRoutesParts & { log: Pick<Logger, 'info'> },
): void {
  const tags = ['accounts'];
  const noLink = { 404: problemOf('The link was used already or is too old.') };

  app.post('/auth/password/reset/look/', {
    schema: {
      tags,
      summary: 'Whose password a link is for',
      consumes,
      body: lookAtResetBody,
      response: { 200: resetAnswer, ...problems, ...noLink },
    },
    config: { rateLimit: rates.look },
    handler: (request) => readReset(db, request.body.token),
  });

  app.post('/auth/password/reset/', {
    schema: {
      tags,
      summary: 'Set a new password by a link',
      description: 'Uses the link up and ends all sessions. It signs nobody in.',
      consumes,
      body: resetPasswordBody,
      response: { 204: z.null(), ...problems, ...noLink },
    },
    config: { rateLimit: rates.signIn },
    handler: async (request, reply) => {
      const userId = await resetPassword(db, announce, request.body);
      log.info(`User ${userId} has a new password, by a link.`);
      return reply.code(204).send(null);
    },
  });
}
