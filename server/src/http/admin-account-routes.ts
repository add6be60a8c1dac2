import { z } from 'zod';
import {
  accountsAnswer,
  accountsQuery,
  accountSchema,
  changeAccountBody,
  changeServerRoleBody,
  deleteUserBody,
  madeResetAnswer,
  makeResetBody,
} from '@chatire/protocol';
import type { ProofParts } from '../accounts/prove-password.ts';
import { changeServerRole } from '../administration/change-server-role.ts';
import { deactivateAccount, endSessions } from '../administration/deactivate-account.ts';
import { deleteAccount } from '../administration/delete-account.ts';
import { listAccounts, readAccount } from '../administration/list-accounts.ts';
import { makeResetLink } from '../administration/make-reset-link.ts';
import type { OnAccount } from '../administration/on-account.ts';
import type { Announce } from '../log/notices.ts';
import { idParams, problemsOfServer } from './admin-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';
import type { FastifyRequest } from 'fastify';

/** All accounts of the server, for its owner and administrators. */
export function addAdminAccountRoutes(app: App, parts: ProofParts & { announce: Announce }): void {
  const { db, announce } = parts;
  const common = { tags: ['administration'], security };
  const problems = { ...problemsOfServer, 409: problemOf('The own rank or above, or not in this state.') };
  const done = { 204: z.null(), ...problems };

  app.get('/api/admin/accounts/', {
    schema: {
      ...common,
      summary: 'Find accounts',
      querystring: accountsQuery,
      response: { 200: accountsAnswer, ...problemsOfServer },
    },
    handler: ({ query: { role, ...query } }) => listAccounts(db, { ...query, withRole: role === 'any' }),
  });

  app.patch('/api/admin/accounts/:id/', {
    schema: {
      ...common,
      summary: 'Deactivate an account, or activate it again',
      description: 'Ends its sessions and closes its sockets. What was written stays.',
      consumes,
      params: idParams,
      body: changeAccountBody,
      response: { 200: accountSchema, ...problems },
    },
    handler: async (request) => {
      await deactivateAccount(db, announce, whoseOf(request), request.body.deactivated);
      return readAccount(db, request.params.id);
    },
  });

  app.delete('/api/admin/accounts/:id/sessions/', {
    schema: { ...common, summary: 'Sign somebody out everywhere', params: idParams, response: done },
    handler: async (request, reply) => {
      await endSessions(db, announce, whoseOf(request));
      return reply.code(204).send(null);
    },
  });

  app.post('/api/admin/accounts/:id/reset/', {
    schema: {
      ...common,
      summary: 'Make a link to a new password, good once and for a day',
      consumes,
      params: idParams,
      body: makeResetBody,
      response: { 201: madeResetAnswer, ...problems },
    },
    handler: async (request, reply) => {
      const { without_second_step: withoutSecondStep } = request.body;
      return reply.code(201).send(await makeResetLink(db, whoseOf(request), { withoutSecondStep }));
    },
  });

  app.post('/api/admin/accounts/:id/delete/', {
    schema: {
      ...common,
      summary: 'Delete an account for good',
      description: 'The password is that of whoever does it.',
      consumes,
      params: idParams,
      body: deleteUserBody,
      response: done,
    },
    config: { rateLimit: rates.tryPassword },
    handler: async (request, reply) => {
      await deleteAccount(parts, signedInOf(request), request.params.id, request.body);
      return reply.code(204).send(null);
    },
  });

  app.put('/api/admin/accounts/:id/role/', {
    schema: {
      ...common,
      summary: 'For the owner of the server: make and unmake administrators, or hand the server over',
      consumes,
      params: idParams,
      body: changeServerRoleBody,
      response: { 200: accountSchema, ...problems },
    },
    config: { rateLimit: rates.tryPassword },
    handler: async (request) => {
      await changeServerRole(parts, signedInOf(request), request.params.id, request.body);
      return readAccount(db, request.params.id);
    },
  });
}

const whoseOf = (request: FastifyRequest<{ Params: { id: number } }>): OnAccount => ({
  actorId: signedInOf(request).user.id,
  userId: request.params.id,
});
