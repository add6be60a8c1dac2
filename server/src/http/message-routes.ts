import { historyAnswer, historyQuery, postMessageAnswer, postMessageBody } from '@chatire/protocol';
import type { MessageWriter } from '../messages/message-writer.ts';
import { postMessage } from '../messages/post-message.ts';
import { readHistory } from '../messages/read-history.ts';
import { chatParams, type ChatRoutesParts } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problemsOfChat, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

export function addMessageRoutes(
  app: App,
  { db, writer, announce, onSignedIn }: ChatRoutesParts & { writer: MessageWriter },
): void {
  const tags = ['messages'];

  app.get('/api/chats/:uri/messages/', {
    schema: {
      tags,
      security,
      summary: 'A page of history',
      params: chatParams,
      querystring: historyQuery,
      response: { 200: historyAnswer, ...problemsOfChat },
    },
    onRequest: onSignedIn,
    handler: (request) => readHistory(db, signedInOf(request).user.id, request.params.uri, request.query),
  });

  app.post('/api/chats/:uri/messages/', {
    schema: {
      tags,
      security,
      summary: 'Post a message',
      description: 'Answered when it is on disk.',
      consumes,
      params: chatParams,
      body: postMessageBody,
      response: {
        201: postMessageAnswer,
        ...problemsOfChat,
        409: problemOf('The client_id was used for another message.'),
      },
    },
    config: { rateLimit: rates.post },
    onRequest: onSignedIn,
    handler: async (request, reply) => {
      const { uri } = request.params;
      const { message: text, client_id: clientId } = request.body;
      const message = await postMessage(writer, announce, signedInOf(request).user.id, {
        uri,
        text,
        clientId,
      });
      return reply.code(201).send({ ...message, uri });
    },
  });
}
