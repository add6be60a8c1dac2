import { z } from 'zod';
import {
  changeServerBody,
  chatsOfServerAnswer,
  chatsOfServerQuery,
  jobsAnswer,
  jobsQuery,
  pageQuery,
  proofBody,
  reportsOfServerAnswer,
  serverAuditAnswer,
  serverSettingsSchema,
  serverStateAnswer,
} from '@chatire/protocol';
import type { ProofParts } from '../accounts/prove-password.ts';
import {
  deleteChatOfServer,
  listChatsOfServer,
  listReportsOfServer,
  resolveReportsOfServer,
} from '../administration/look-after-chats.ts';
import { answerJob, readJobs } from '../administration/look-after-jobs.ts';
import { readServerAudit } from '../administration/read-server-audit.ts';
import type { LiveState } from '../administration/server-state.ts';
import { changeServer } from '../installation/change-server.ts';
import type { LiveSettings } from '../installation/server-settings.ts';
import type { Announce } from '../log/notices.ts';
import { chatParams } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problemsSignedIn, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

export interface AdminRoutesParts extends ProofParts {
  announce: Announce;
  settings: LiveSettings;
  state: Pick<LiveState, 'read'>;
}

export const idParams = z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

/** For everybody else these addresses are unknown ones. */
export const problemsOfServer = { ...problemsSignedIn, 404: problemOf('Nothing that the caller may see.') };

/** The server as a whole, for its owner and administrators. */
export function addAdminRoutes(app: App, parts: AdminRoutesParts): void {
  const { db, announce, settings, state } = parts;
  const common = { tags: ['administration'], security };

  app.get('/api/admin/chats/', {
    schema: {
      ...common,
      summary: 'Find chats, from the outside',
      querystring: chatsOfServerQuery,
      response: { 200: chatsOfServerAnswer, ...problemsOfServer },
    },
    handler: (request) => listChatsOfServer(db, request.query),
  });

  app.post('/api/admin/chats/:uri/delete/', {
    schema: {
      ...common,
      summary: 'Delete a chat for everybody, for good',
      consumes,
      params: chatParams,
      body: proofBody,
      response: { 204: z.null(), ...problemsOfServer },
    },
    config: { rateLimit: rates.tryPassword },
    handler: async (request, reply) => {
      await deleteChatOfServer(parts, signedInOf(request), request.params.uri, request.body.password);
      return reply.code(204).send(null);
    },
  });

  app.get('/api/admin/reports/', {
    schema: {
      ...common,
      summary: 'What members of any chat reported',
      response: { 200: reportsOfServerAnswer, ...problemsOfServer },
    },
    handler: () => listReportsOfServer(db),
  });

  app.delete('/api/admin/reports/:id/', {
    schema: {
      ...common,
      summary: 'The reports of this message are dealt with',
      params: idParams,
      response: { 204: z.null(), ...problemsOfServer },
    },
    handler: async (request, reply) => {
      await resolveReportsOfServer(db, announce, signedInOf(request).user.id, request.params.id);
      return reply.code(204).send(null);
    },
  });

  app.get('/api/admin/audit/', {
    schema: {
      ...common,
      summary: 'What owner and administrators did',
      querystring: pageQuery,
      response: { 200: serverAuditAnswer, ...problemsOfServer },
    },
    handler: (request) => readServerAudit(db, request.query.before),
  });

  app.get('/api/admin/jobs/', {
    schema: {
      ...common,
      summary: 'Work in the background that waits, or has failed for good',
      querystring: jobsQuery,
      response: { 200: jobsAnswer, ...problemsOfServer },
    },
    handler: (request) => readJobs(db, request.query),
  });

  app.post('/api/admin/jobs/:id/retry/', {
    schema: {
      ...common,
      summary: 'Try a job anew',
      params: idParams,
      response: { 204: z.null(), ...problemsOfServer },
    },
    handler: async (request, reply) => {
      await answerJob(db, signedInOf(request).user.id, request.params.id, 'retry');
      return reply.code(204).send(null);
    },
  });

  app.delete('/api/admin/jobs/:id/', {
    schema: {
      ...common,
      summary: 'Take a job away',
      params: idParams,
      response: { 204: z.null(), ...problemsOfServer },
    },
    handler: async (request, reply) => {
      await answerJob(db, signedInOf(request).user.id, request.params.id, 'remove');
      return reply.code(204).send(null);
    },
  });

  app.get('/api/admin/state/', {
    schema: {
      ...common,
      summary: 'How its processes and its database are',
      response: { 200: serverStateAnswer, ...problemsOfServer },
    },
    handler: () => state.read(),
  });

  app.get('/api/admin/settings/', {
    schema: {
      ...common,
      summary: 'What is set for the whole server',
      response: { 200: serverSettingsSchema, ...problemsOfServer },
    },
    handler: async () => settings.now(),
  });

  app.patch('/api/admin/settings/', {
    schema: {
      ...common,
      summary: 'Change some of it',
      description: 'Holds in all processes within seconds.',
      consumes,
      body: changeServerBody,
      response: { 200: serverSettingsSchema, ...problemsOfServer },
    },
    handler: (request) => changeServer(parts, signedInOf(request).user.id, request.body),
  });
}
