import { changeEmailBody, selfSchema } from '@chatire/protocol';
import { changeEmail } from '../accounts/change-email.ts';
import type { ProofParts } from '../accounts/prove-password.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problemsSignedIn, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

export function addEmailRoutes(app: App, parts: ProofParts): void {
  app.post('/api/users/me/email/', {
    schema: {
      tags: ['me'],
      security,
      summary: 'Change my e-mail address',
      consumes,
      body: changeEmailBody,
      response: { 200: selfSchema, ...problemsSignedIn, 409: problemOf('Guests have none.') },
    },
    config: { rateLimit: rates.tryPassword },
    handler: (request) => changeEmail(parts, signedInOf(request), request.body),
  });
}
