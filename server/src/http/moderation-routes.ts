import { z } from 'zod';
import {
  auditAnswer,
  auditQuery,
  moderationAnswer,
  muteBody,
  removeMessagesQuery,
  reportBody,
  versionsAnswer,
} from '@chatire/protocol';
import { approveHeld, refuseHeldMessage } from '../moderation/answer-held.ts';
import { ban, liftBan } from '../moderation/ban.ts';
import { mute, unmute } from '../moderation/mute.ts';
import { readAudit } from '../moderation/read-audit.ts';
import { readModeration } from '../moderation/read-moderation.ts';
import { readVersions } from '../moderation/read-versions.ts';
import { removeMessagesOf } from '../moderation/remove-messages.ts';
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

  app.get('/api/chats/:uri/messages/:id/versions/', {
    schema: {
      tags,
      security,
      summary: 'For owner and moderators: what a message said before it was edited',
      params: numberedParams,
      response: { 200: versionsAnswer, ...problemsOfChat },
    },
    config: { rateLimit: rates.newMember },
    handler: (request) => readVersions(db, { ...placeOf(request), id: request.params.id }),
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

  app.delete('/api/chats/:uri/members/:id/messages/', {
    schema: {
      tags,
      security,
      summary: 'For owner and moderators: delete what somebody wrote',
      description: 'Also of somebody who has left.',
      params: numberedParams,
      querystring: removeMessagesQuery,
      response: done,
    },
    config: { rateLimit: rates.newMember },
    handler: async (request, reply) => {
      const whose = { userId: request.params.id, seconds: secondsOf[request.query.last] };
      await removeMessagesOf(db, announce, placeOf(request), whose);
      return reply.code(204).send(null);
    },
  });

  // What is done again, or was done by somebody else meanwhile, changes nothing.
  const numbered = {
    'PUT bans': [ban, 'ban somebody'],
    'DELETE bans': [liftBan, 'lift a ban'],
    'PUT held': [approveHeld, "let a newcomer's message through, and trust its author"],
    'DELETE held': [refuseHeldMessage, "refuse a newcomer's message"],
  } as const;
  for (const [route, [act, summary]] of Object.entries(numbered)) {
    const [method = '', what = ''] = route.split(' ');
    app.route({
      method,
      url: `/api/chats/:uri/${what}/:id/`,
      schema: {
        tags,
        security,
        summary: `For owner and moderators: ${summary}`,
        params: numberedParams,
        response: done,
      },
      config: { rateLimit: rates.newMember },
      handler: async (request, reply) => {
        await act(db, announce, placeOf(request), request.params.id);
        return reply.code(204).send(null);
      },
    });
  }
}

const secondsOf = { hour: 3600, day: 86_400, all: null };
