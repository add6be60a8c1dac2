import { z } from 'zod';
import {
  createLinkBody,
  joinRequestsAnswer,
  linkSchema,
  linksAnswer,
  patchLinkBody,
  revokeLinkQuery,
} from '@chatire/protocol';
import { letIn, refuse } from '../links/answer-request.ts';
import { changeLink, makeLink } from '../links/make-link.ts';
import { listLinks, listRequests } from '../links/read-links.ts';
import { revokeLink } from '../links/revoke-link.ts';
import { chatParams, numberedParams, placeOf, type ChatRoutesParts } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problemsOfChat, security, type App } from './routes.ts';

/** For owner and moderators: by which links people come, and who of them waits to be let in. */
export function addLinkRoutes(app: App, { db, announce }: ChatRoutesParts): void {
  const tags = ['links'];
  const config = { rateLimit: rates.newMember };

  app.get('/api/chats/:uri/links/', {
    schema: {
      tags,
      security,
      summary: 'Links besides the address, and who came by them',
      params: chatParams,
      response: { 200: linksAnswer, ...problemsOfChat },
    },
    config,
    handler: async (request) => ({ links: await listLinks(db, placeOf(request)) }),
  });

  app.post('/api/chats/:uri/links/', {
    schema: {
      tags,
      security,
      summary: 'Make a link',
      consumes,
      params: chatParams,
      body: createLinkBody,
      response: { 201: linkSchema, ...problemsOfChat, 409: problemOf('The chat has as many as it may.') },
    },
    config: { rateLimit: rates.newChat },
    handler: async (request, reply) =>
      reply.code(201).send(await makeLink(db, placeOf(request), request.body)),
  });

  app.patch('/api/chats/:uri/links/:id/', {
    schema: {
      tags,
      security,
      summary: 'Change a link',
      consumes,
      params: numberedParams,
      body: patchLinkBody,
      response: { 200: linkSchema, ...problemsOfChat },
    },
    config: { rateLimit: rates.newChat },
    handler: (request) => changeLink(db, placeOf(request), request.params.id, request.body),
  });

  app.delete('/api/chats/:uri/links/:id/', {
    schema: {
      tags,
      security,
      summary: 'Revoke a link; and, if wanted, remove or ban whoever came by it',
      params: numberedParams,
      querystring: revokeLinkQuery,
      response: { 204: z.null(), ...problemsOfChat },
    },
    config: { rateLimit: rates.newChat },
    handler: async (request, reply) => {
      const members = fates[request.query.members ?? 'false'];
      await revokeLink(db, announce, placeOf(request), { id: request.params.id, members });
      return reply.code(204).send(null);
    },
  });

  app.get('/api/chats/:uri/requests/', {
    schema: {
      tags,
      security,
      summary: 'Who waits to be let in',
      params: chatParams,
      response: { 200: joinRequestsAnswer, ...problemsOfChat },
    },
    config,
    handler: async (request) => ({ requests: await listRequests(db, placeOf(request)) }),
  });

  const answers = {
    post: { answer: letIn, summary: 'Let somebody in who asked' },
    delete: { answer: refuse, summary: 'Refuse somebody who asked' },
  } as const;
  for (const method of ['post', 'delete'] as const) {
    const { answer, summary } = answers[method];
    app[method]('/api/chats/:uri/requests/:id/', {
      schema: {
        tags,
        security,
        summary,
        description: '`id` is that of the user.',
        params: numberedParams,
        response: { 204: z.null(), ...problemsOfChat },
      },
      config,
      handler: async (request, reply) => {
        await answer(db, announce, placeOf(request), request.params.id);
        return reply.code(204).send(null);
      },
    });
  }
}

const fates = { false: 'stay', true: 'go', ban: 'banned' } as const;
