import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  createdWebhookAnswer,
  createWebhookBody,
  webhooksAnswer,
  webhookTestAnswer,
} from '@chatire/protocol';
import type { Notice } from '../channels/channel.ts';
import type { WebhookAddress } from '../channels/webhook-channel.ts';
import { addWebhook, listWebhooks, removeWebhook, testWebhook } from '../channels/webhooks.ts';
import type { Database } from '../database/database.ts';
import { chatParams, numberedParams, placeOf } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problemsOfChat, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

export interface WebhookRoutesParts {
  db: Database;
  /** Gives the status that the address has answered. */
  postNotice(notice: Notice, address: WebhookAddress): Promise<number>;
}

/** Addresses to which what is said in a chat is posted. */
export function addWebhookRoutes(app: App, { db, postNotice }: WebhookRoutesParts): void {
  const tags = ['webhooks'];

  app.get('/api/chats/:uri/webhooks/', {
    schema: {
      tags,
      security,
      summary: 'My webhooks in a chat; for owner and moderators those of the chat, too',
      params: chatParams,
      response: { 200: webhooksAnswer, ...problemsOfChat },
    },
    handler: async (request) => ({ webhooks: await listWebhooks(db, callerOf(request)) }),
  });

  app.post('/api/chats/:uri/webhooks/', {
    schema: {
      tags,
      security,
      summary: 'Add a webhook',
      consumes,
      params: chatParams,
      body: createWebhookBody,
      response: {
        201: createdWebhookAnswer,
        ...problemsOfChat,
        409: problemOf('There are as many as there may be.'),
      },
    },
    config: { rateLimit: rates.newChat },
    handler: async (request, reply) =>
      reply.code(201).send(await addWebhook(db, callerOf(request), request.body)),
  });

  app.delete('/api/chats/:uri/webhooks/:id/', {
    schema: {
      tags,
      security,
      summary: 'Remove a webhook',
      params: numberedParams,
      response: { 204: z.null(), ...problemsOfChat },
    },
    handler: async (request, reply) => {
      await removeWebhook(db, callerOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  });

  app.post('/api/chats/:uri/webhooks/:id/test/', {
    schema: {
      tags,
      security,
      summary: 'Send an example to a webhook; one that was switched off is on again if that works',
      params: numberedParams,
      response: { 200: webhookTestAnswer, ...problemsOfChat },
    },
    config: { rateLimit: rates.tryWebhook },
    handler: (request) => testWebhook(db, postNotice, callerOf(request), request.params.id),
  });
}

function callerOf(request: FastifyRequest<{ Params: { uri: string } }>) {
  return { ...placeOf(request), user: signedInOf(request).user };
}
