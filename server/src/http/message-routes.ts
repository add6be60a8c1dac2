import {
  editMessageBody,
  eventsAnswer,
  eventsQuery,
  heldAnswer,
  historyAnswer,
  historyQuery,
  messageAnswer,
  postMessageBody,
  searchAnswer,
  searchBody,
} from '@chatire/protocol';
import { judgeLength } from '../installation/judge-newcomer.ts';
import type { LiveSettings } from '../installation/server-settings.ts';
import { readEvents } from '../log/read-events.ts';
import { deleteMessage } from '../messages/delete-message.ts';
import { editMessage } from '../messages/edit-message.ts';
import type { MessageWriter } from '../messages/message-writer.ts';
import { postMessage } from '../messages/post-message.ts';
import { readHistory } from '../messages/read-history.ts';
import { searchMessages } from '../messages/search-messages.ts';
import { chatParams, numberedParams, type ChatRoutesParts } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problemsOfChat, security, sendJson, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

export interface MessageRoutesParts {
  writer: MessageWriter;
  settings: LiveSettings;
}

export function addMessageRoutes(
  app: App,
  { db, writer, announce, settings }: ChatRoutesParts & MessageRoutesParts,
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
    handler: async (request, reply) =>
      sendJson(reply, await readHistory(db, signedInOf(request).user.id, request.params.uri, request.query)),
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
        201: messageAnswer,
        202: heldAnswer,
        ...problemsOfChat,
        409: problemOf('The client_id was used for another message.'),
      },
    },
    config: { rateLimit: rates.post },
    handler: async (request, reply) => {
      const { uri } = request.params;
      const { message: text, client_id: clientId, reply_to: replyTo } = request.body;
      judgeLength({ settings }, text);
      const post = { uri, text, clientId, replyTo };
      const posted = await postMessage({ db, writer, announce }, signedInOf(request).user.id, post);
      if ('held' in posted) return reply.code(202).send(posted);
      return reply.code(201).send({ ...posted, uri });
    },
  });

  app.post('/api/chats/:uri/messages/search/', {
    schema: {
      tags,
      security,
      summary: 'Find messages by their words',
      consumes,
      params: chatParams,
      body: searchBody,
      response: { 200: searchAnswer, ...problemsOfChat },
    },
    config: { rateLimit: rates.search },
    handler: async (request, reply) =>
      sendJson(
        reply,
        await searchMessages(db, signedInOf(request).user.id, request.params.uri, request.body),
      ),
  });

  app.patch('/api/chats/:uri/messages/:id/', {
    schema: {
      tags,
      security,
      summary: 'Edit a message of mine',
      consumes,
      params: numberedParams,
      body: editMessageBody,
      response: { 200: messageAnswer, ...problemsOfChat, 409: problemOf('The message was deleted.') },
    },
    config: { rateLimit: rates.post },
    handler: async (request) => {
      judgeLength({ settings }, request.body.message);
      const { uri, id } = request.params;
      const whose = { userId: signedInOf(request).user.id, uri, id };
      return { ...(await editMessage(db, announce, whose, request.body.message)), uri };
    },
  });

  app.delete('/api/chats/:uri/messages/:id/', {
    schema: {
      tags,
      security,
      summary: 'Delete a message of mine; or, for owner and moderators, any',
      description: 'It keeps its place, without its text.',
      params: numberedParams,
      response: { 200: messageAnswer, ...problemsOfChat },
    },
    config: { rateLimit: rates.post },
    handler: async (request) => {
      const { uri, id } = request.params;
      const whose = { userId: signedInOf(request).user.id, uri, id };
      return { ...(await deleteMessage(db, announce, whose)), uri };
    },
  });

  app.get('/api/chats/:uri/events/', {
    schema: {
      tags,
      security,
      summary: 'What happened above a place of the log',
      params: chatParams,
      querystring: eventsQuery,
      response: { 200: eventsAnswer, ...problemsOfChat },
    },
    handler: (request) =>
      readEvents(db, signedInOf(request).user.id, request.params.uri, request.query.after),
  });
}
