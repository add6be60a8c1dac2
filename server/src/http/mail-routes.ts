import { z } from 'zod';
import { mailBody, ownMailAnswer, unsubscribeBody, unsubscribeParams } from '@chatire/protocol';
import type { SignedIn } from '../accounts/authenticate.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { chooseMail, readMailChoice } from '../mail/choose-mail.ts';
import type { MailLinks } from '../mail/mail-links.ts';
import type { Mailer } from '../mail/mailer.ts';
import { unsubscribe } from '../mail/unsubscribe.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problems, problemsSignedIn, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

export interface MailParts {
  mailer: Mailer;
  links: MailLinks;
}

/** Of which messages one is told by mail. `mail` is undefined where none are sent. */
export async function addMailRoutes(
  app: App,
  { db, mail }: { db: Database; mail: MailParts | undefined },
): Promise<void> {
  app.get('/api/users/me/mail/', {
    schema: {
      tags: ['me'],
      security,
      summary: 'Of which messages I am told by mail',
      response: { 200: ownMailAnswer, ...problemsSignedIn },
    },
    handler: (request) => readMailChoice(db, signedInOf(request), mail !== undefined),
  });

  app.put('/api/users/me/mail/', {
    schema: {
      tags: ['me'],
      security,
      summary: 'Choose of which messages I am told by mail',
      consumes,
      body: mailBody,
      response: {
        204: z.null(),
        ...problemsSignedIn,
        404: problemOf('This server sends no mails.'),
        409: problemOf('There is no confirmed address.'),
      },
    },
    config: { rateLimit: rates.changeSettings },
    handler: async (request, reply) => {
      const account = accountOf(signedInOf(request));
      mailOrRefuse(mail);
      await chooseMail(db, account, request.body);
      return reply.code(204).send(null);
    },
  });

  // A scope of its own: mail programs send a form of any kind, and nothing in it matters.
  await app.register(async (plain) => {
    const scope = plain as unknown as App;
    scope.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, _body, done) =>
      done(null, undefined),
    );
    scope.post('/unsubscribe/:token', {
      schema: {
        tags: ['accounts'],
        summary: 'End mails of messages, by the link in one of them',
        description: 'Wants no sign-in. Opened in a browser, the same address shows a page with a button.',
        consumes: [...consumes, 'multipart/form-data'],
        params: unsubscribeParams,
        body: unsubscribeBody,
        response: { 204: z.null(), ...problems, 404: problemOf('The link is worth nothing (any more).') },
      },
      config: { rateLimit: rates.look },
      handler: async (request, reply) => {
        await unsubscribe({ db, links: mailOrRefuse(mail).links }, request.params.token);
        return reply.code(204).send(null);
      },
    });
  });
}

export function mailOrRefuse(mail: MailParts | undefined): MailParts {
  if (!mail) throw new Refused('not_found', 'This server sends no mails.');
  return mail;
}

export function accountOf(signedIn: SignedIn): SignedIn {
  if (signedIn.user.kind !== 'account') throw new Refused('conflict', 'Guests have no e-mail address.');
  return signedIn;
}
