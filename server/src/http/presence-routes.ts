import { lastSeenAnswer } from '@chatire/protocol';
import { readLastSeen } from '../members/read-last-seen.ts';
import { chatParams, type ChatRoutesParts } from './chat-routes.ts';
import { problemsOfChat, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

export function addPresenceRoutes(app: App, { db }: ChatRoutesParts): void {
  app.get('/api/chats/:uri/seen/', {
    schema: {
      tags: ['chats'],
      security,
      summary: 'When the other members were last there',
      description: 'Of those who share it, for those who do. Who is there now is told by the socket.',
      params: chatParams,
      response: { 200: lastSeenAnswer, ...problemsOfChat },
    },
    handler: (request) => readLastSeen(db, signedInOf(request).user.id, request.params.uri),
  });
}
