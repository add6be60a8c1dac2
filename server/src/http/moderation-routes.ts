import { z } from 'zod';
import { auditAnswer, auditQuery, moderationAnswer, muteBody, reportBody } from '@chatire/protocol';
import { mute, unmute } from '../moderation/mute.ts';
import { readAudit } from '../moderation/read-audit.ts';
import { readModeration } from '../moderation/read-moderation.ts';
import { reportMessage, resolveReports } from '../moderation/report-message.ts';
import { chatParams, numberedParams, placeOf, type ChatRoutesParts } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problemsOfChat, security, type App } from './routes.ts';

/** What owner and moderators look after, what they did, and how members call them. */
export function addModerationRoutes(app: App, { db, announce }: ChatRoutesParts): void {
  const tags = ['moderation'];
  const done = { 204: z.null(), ...problemsOfChat };

  app.get('/api/chats/:uri/moderation/', {
    schema: {
      tags,
      security,
      summary: 'What waits for owner and moderators',
      params: chatParams,
      response: { 200: moderationAnswer, ...problemsOfChat },
    },
    config: { rateLimit: rates.newMember },
    handler: (request) => readModeration(db, placeOf(request)),
  });

  app.get('/api/chats/:uri/audit/', {
    schema: {
      tags,
      security,
      summary: 'What owner and moderators did',
      params: chatParams,
      querystring: auditQuery,
      response: { 200: auditAnswer, ...problemsOfChat },
    },
    config: { rateLimit: rates.newMember },
    handler: (request) => readAudit(db, placeOf(request), request.query.before),
  });

  app.post('/api/chats/:uri/messages/:id/reports/', {
    schema: {
      tags,
      security,
      summary: 'Report a message to owner and moderators',
      consumes,
      params: numberedParams,
      body: reportBody,
      response: { ...done, 409: problemOf('The message was deleted.') },
    },
    config: { rateLimit: rates.report },
    handler: async (request, reply) => {
      const { reason, words = '' } = request.body;
      await reportMessage(db, announce, { ...placeOf(request), id: request.params.id }, { reason, words });
      return reply.code(204).send(null);
    },
  });

  app.delete('/api/chats/:uri/messages/:id/reports/', {
    schema: {
      tags,
      security,
      summary: 'For owner and moderators: the reports of this message are dealt with',
      params: numberedParams,
      response: done,
    },
    config: { rateLimit: rates.newMember },
    handler: async (request, reply) => {
      await resolveReports(db, announce, { ...placeOf(request), id: request.params.id });
      return reply.code(204).send(null);
    },
  });

  app.put('/api/chats/:uri/members/:id/mute/', {
    schema: {
      tags,
      security,
      summary: 'For owner and moderators: let a member only read, for a time',
      consumes,
      params: numberedParams,
      body: muteBody,
      response: done,
    },
    config: { rateLimit: rates.newMember },
    handler: async (request, reply) => {
      const who = { userId: request.params.id, seconds: request.body.seconds };
      await mute(db, announce, placeOf(request), who);
      return reply.code(204).send(null);
    },
  });

  app.delete('/api/chats/:uri/members/:id/mute/', {
    schema: {
      tags,
      security,
      summary: 'For owner and moderators: let a member write again',
      params: numberedParams,
      response: done,
    },
    config: { rateLimit: rates.newMember },
    handler: async (request, reply) => {
      await unmute(db, announce, placeOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  });
}
