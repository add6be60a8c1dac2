import { z } from 'zod';
import {
  beginTotpBody,
  bothStepsBody,
  confirmTotpBody,
  recoveryCodesAnswer,
  totpBegunAnswer,
} from '@chatire/protocol';
import {
  beginTotp,
  confirmTotp,
  endTotp,
  renewRecoveryCodes,
  type TotpParts,
} from '../second-step/set-up-totp.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problemsSignedIn, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

/** Codes of an app that are asked for besides the password. */
export function addSecondStepRoutes(app: App, parts: TotpParts): void {
  const tags = ['me'];
  const common = { tags, security, consumes };
  const refused = { ...problemsSignedIn, 409: problemOf('Codes are on already, or off, or no password.') };
  const codes = { 200: recoveryCodesAnswer, ...refused };
  const config = { rateLimit: rates.tryPassword };

  app.post('/api/users/me/totp/', {
    schema: {
      ...common,
      summary: 'Begin to set up codes',
      body: beginTotpBody,
      response: { 200: totpBegunAnswer, ...refused },
    },
    config,
    // What apps show beside the name.
    handler: (request) => beginTotp(parts, signedInOf(request), request.body.password, request.hostname),
  });

  app.post('/api/users/me/totp/confirm/', {
    schema: {
      ...common,
      summary: 'Switch codes on, by the first one',
      body: confirmTotpBody,
      response: codes,
    },
    config,
    handler: async (request) => ({
      recovery_codes: await confirmTotp(parts, signedInOf(request), request.body.code),
    }),
  });

  app.post('/api/users/me/recovery-codes/', {
    schema: { ...common, summary: 'Make new recovery codes', body: bothStepsBody, response: codes },
    config,
    handler: async (request) => ({
      recovery_codes: await renewRecoveryCodes(parts, signedInOf(request), request.body),
    }),
  });

  app.post('/api/users/me/totp/delete/', {
    schema: {
      ...common,
      summary: 'Switch codes off',
      body: bothStepsBody,
      response: { 204: z.null(), ...refused },
    },
    config,
    handler: async (request, reply) => {
      await endTotp(parts, signedInOf(request), request.body);
      return reply.code(204).send(null);
    },
  });
}
