import { z } from 'zod';
import {
  changePasswordBody,
  deleteUserBody,
  patchSettingsBody,
  patchUserBody,
  selfSchema,
  sessionsAnswer,
  settingsSchema,
} from '@chatire/protocol';
import { changePassword } from '../accounts/change-password.ts';
import { changeSettings } from '../accounts/change-settings.ts';
import { deleteUser } from '../accounts/delete-user.ts';
import type { ClaimTry } from '../accounts/claim-try.ts';
import { endOtherSessions, endSession } from '../accounts/end-session.ts';
import { listSessions } from '../accounts/list-sessions.ts';
import { renameUser } from '../accounts/rename-user.ts';
import { Refused } from '../errors.ts';
import type { ChatRoutesParts } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problemsSignedIn, security, type App } from './routes.ts';
import type { SecretCookie } from './session-cookie.ts';
import { signedInOf } from './sign-in-hook.ts';

/** What somebody may do with the own account. */
export function addUserRoutes(
  app: App,
  parts: ChatRoutesParts & { cookie: SecretCookie; claimTry: ClaimTry },
): void {
  const { db, announce, cookie } = parts;
  const tags = ['me'];
  const done = { 204: z.null(), ...problemsSignedIn };

  app.patch('/api/users/me/', {
    schema: {
      tags,
      security,
      summary: 'Change the name that people see',
      consumes,
      body: patchUserBody,
      response: { 200: selfSchema, ...problemsSignedIn },
    },
    config: { rateLimit: rates.changeSelf },
    handler: (request) => renameUser(db, announce, signedInOf(request), request.body.name),
  });

  app.patch('/api/users/me/settings/', {
    schema: {
      tags,
      security,
      summary: 'Change some of my settings',
      consumes,
      body: patchSettingsBody,
      response: { 200: settingsSchema, ...problemsSignedIn },
    },
    config: { rateLimit: rates.changeSettings },
    handler: (request) => changeSettings(db, announce, signedInOf(request).user.id, request.body),
  });

  app.post('/api/users/me/password/', {
    schema: {
      tags,
      security,
      summary: 'Change my password',
      description: 'Ends all other sessions.',
      consumes,
      body: changePasswordBody,
      response: { ...done, 409: problemOf('Guests have no password.') },
    },
    config: { rateLimit: rates.tryPassword },
    handler: async (request, reply) => {
      await changePassword(parts, signedInOf(request), request.body);
      return reply.code(204).send(null);
    },
  });

  app.post('/api/users/me/delete/', {
    schema: {
      tags,
      security,
      summary: 'Delete my account for good',
      description: 'Leaves all chats and ends all sessions.',
      consumes,
      body: deleteUserBody,
      response: done,
    },
    config: { rateLimit: rates.tryPassword },
    handler: async (request, reply) => {
      await deleteUser(parts, signedInOf(request), request.body);
      cookie.clear(reply);
      return reply.code(204).send(null);
    },
  });

  app.get('/api/users/me/sessions/', {
    schema: {
      tags,
      security,
      summary: 'Where I am signed in',
      response: { 200: sessionsAnswer, ...problemsSignedIn },
    },
    handler: async (request) => ({ sessions: await listSessions(db, signedInOf(request)) }),
  });

  app.delete('/api/users/me/sessions/', {
    schema: { tags, security, summary: 'Sign out everywhere else', response: done },
    handler: async (request, reply) => {
      await endOtherSessions(db, announce, signedInOf(request));
      return reply.code(204).send(null);
    },
  });

  app.delete('/api/users/me/sessions/:id/', {
    schema: {
      tags,
      security,
      summary: 'Sign out another device',
      params: z.object({ id: z.string() }),
      response: { ...done, 404: problemOf('No such session, or it has ended.') },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const { user } = signedInOf(request);
      if (!z.uuid().safeParse(id).success) throw new Refused('not_found', 'There is no such sign-in.');
      await endSession(db, announce, user.id, id);
      return reply.code(204).send(null);
    },
  });
}
