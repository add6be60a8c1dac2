import type { Logger } from 'pino';
import { z } from 'zod';
import { forgotPasswordBody, lookAtResetBody, resetAnswer, resetPasswordBody } from '@chatire/protocol';
import type { ClaimTry } from '../accounts/claim-try.ts';
import { mailResets, type MailResetParts } from '../accounts/mail-resets.ts';
import { readReset, resetPassword } from '../accounts/reset-password.ts';
import { Refused } from '../errors.ts';
import type { AfterAnswer } from './after-answer.ts';
import type { ChatRoutesParts } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problems, type App } from './routes.ts';

export type ResetMailParts = Pick<MailResetParts, 'mailer' | 'origin'>;

export interface ResetRoutesParts extends ChatRoutesParts {
  claimTry: ClaimTry;
  /** Undefined: no mails are sent. */
  mail: ResetMailParts | undefined;
  log: Pick<Logger, 'info'>;
  afterAnswer: AfterAnswer;
}

/** For those who have forgotten the password. Who has the link's secret needs no other sign-in. */
export function addResetRoutes(
  app: App,
  { db, announce, claimTry, mail, log, afterAnswer }: ResetRoutesParts,
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
      log.info({ request: request.id }, `User ${userId} has a new password, by a link.`);
      return reply.code(204).send(null);
    },
  });

  app.post('/auth/password/forgot/', {
    schema: {
      tags,
      summary: 'Have a link to a new password mailed',
      description: 'Answers the same whether there is such an account or not.',
      consumes,
      body: forgotPasswordBody,
      response: { 204: z.null(), ...problems, 404: problemOf('This server sends no mails.') },
    },
    config: { rateLimit: rates.newAccount },
    handler: async (request, reply) => {
      if (!mail)
        throw new Refused('not_found', 'This server sends no mails. Ask whoever runs it for a link.');
      // After the answer, which must not say by its time whether there is somebody to write to.
      afterAnswer(request.id, async () => {
        const outcome = await mailResets({ db, claimTry, ...mail }, request.body.email);
        if (outcome === 'sent') log.info({ request: request.id }, 'A link to a new password was mailed.');
      });
      return reply.code(204).send(null);
    },
  });
}
