import { auditAnswer, auditQuery } from '@chatire/protocol';
import { readAudit } from '../moderation/read-audit.ts';
import { chatParams, placeOf, type ChatRoutesParts } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { problemsOfChat, security, type App } from './routes.ts';

/** For owner and moderators: what they look after, and what they did. */
export function addModerationRoutes(app: App, { db }: ChatRoutesParts): void {
  const tags = ['moderation'];

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
}
