import { z } from 'zod';
import { changeEmailBody, confirmEmailBody, confirmedAnswer, selfSchema } from '@chatire/protocol';
import { changeEmail } from '../accounts/change-email.ts';
import type { ProofParts } from '../accounts/prove-password.ts';
import { Refused } from '../errors.ts';
import { askToConfirm, confirmBy, tellOfChange } from '../mail/confirm-address.ts';
import { tryMail } from '../mail/try-mail.ts';
import type { AfterAnswer } from './after-answer.ts';
import { accountOf, mailOrRefuse, type MailParts } from './mail-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problems, problemsSignedIn, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

export interface EmailRoutesParts extends ProofParts {
  mail: MailParts | undefined;
  afterAnswer: AfterAnswer;
}

export function addEmailRoutes(app: App, { db, claimTry, mail, afterAnswer }: EmailRoutesParts): void {
  app.post('/api/users/me/email/', {
    schema: {
      tags: ['me'],
      security,
      summary: 'Change my e-mail address',
      description: 'The one before hears of it, and the new one gets a link to confirm it.',
      consumes,
      body: changeEmailBody,
      response: { 200: selfSchema, ...problemsSignedIn, 409: problemOf('Guests have none.') },
    },
    config: { rateLimit: rates.tryPassword },
    handler: async (request) => {
      const signedIn = signedInOf(request);
      const account = await changeEmail({ db, claimTry }, signedIn, request.body);
      if (mail) afterAnswer(request.id, () => tellOfChange({ claimTry, ...mail }, signedIn.email, account));
      return account;
    },
  });

  app.post('/api/users/me/email/confirm/', {
    schema: {
      tags: ['me'],
      security,
      summary: 'Have a link mailed that confirms my e-mail address',
      response: {
        204: z.null(),
        ...problemsSignedIn,
        404: problemOf('This server sends no mails.'),
        409: problemOf("There is no address, or the mail couldn't be sent."),
      },
    },
    config: { rateLimit: rates.trial },
    handler: async (request, reply) => {
      const { user, email, settings } = accountOf(signedInOf(request));
      const parts = { claimTry, ...mailOrRefuse(mail) };
      if (!email) throw new Refused('conflict', 'Your account has no e-mail address.');
      await orRefuse(askToConfirm(parts, { ...user, email, settings }));
      return reply.code(204).send(null);
    },
  });

  app.post('/api/users/me/mail/test/', {
    schema: {
      tags: ['me'],
      security,
      summary: 'Have something mailed to my address, to try it',
      response: {
        204: z.null(),
        ...problemsSignedIn,
        404: problemOf('This server sends no mails.'),
        409: problemOf("There is no confirmed address, or the mail couldn't be sent."),
      },
    },
    config: { rateLimit: rates.trial },
    handler: async (request, reply) => {
      const account = accountOf(signedInOf(request));
      await orRefuse(tryMail({ db, claimTry, ...mailOrRefuse(mail) }, account));
      return reply.code(204).send(null);
    },
  });

  app.post('/auth/email/confirm/', {
    schema: {
      tags: ['accounts'],
      summary: 'Confirm an e-mail address by a link',
      consumes,
      body: confirmEmailBody,
      response: {
        200: confirmedAnswer,
        ...problems,
        404: problemOf('The link is too old, or the address has changed.'),
      },
    },
    config: { rateLimit: rates.look },
    handler: (request) => confirmBy({ db, links: mailOrRefuse(mail).links }, request.body.token),
  });
}

/** While somebody waits for it, what the mail server says is none of their business. */
const orRefuse = (mailing: Promise<void>): Promise<void> =>
  mailing.catch((error: unknown) => {
    if (error instanceof Refused) throw error;
    throw new Refused('conflict', "The mail couldn't be sent. Try again later.");
  });
