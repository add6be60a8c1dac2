import { z } from 'zod';
import { emojiSchema, markUnreadBody, messageAnswer } from '@chatire/protocol';
import { InvalidInput } from '../errors.ts';
import { markUnread } from '../members/mark-unread.ts';
import { addReaction, removeReaction } from '../messages/react.ts';
import { chatParams, numberedParams, type ChatRoutesParts } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problemsOfChat, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

const reactionParams = numberedParams.extend({ emoji: z.string() });

/** What members do with messages besides writing them. */
export function addReactionRoutes(app: App, { db, announce }: ChatRoutesParts): void {
  const tags = ['messages'];
  const routes = {
    put: { change: addReaction, summary: 'React to a message' },
    delete: { change: removeReaction, summary: 'Take a reaction of mine back' },
  } as const;

  for (const method of ['put', 'delete'] as const) {
    const { change, summary } = routes[method];
    app[method]('/api/chats/:uri/messages/:id/reactions/:emoji/', {
      schema: {
        tags,
        security,
        summary,
        description: 'Once for each person and emoji; repeating it changes nothing.',
        params: reactionParams,
        response: {
          200: messageAnswer,
          ...problemsOfChat,
          409: problemOf('The message was deleted, or has as many different reactions as it can.'),
        },
      },
      config: { rateLimit: rates.post },
      handler: async (request) => {
        const { uri, id, emoji } = request.params;
        const one = emojiSchema.safeParse(emoji);
        if (!one.success) throw new InvalidInput({ emoji: one.error.issues.map(({ message }) => message) });
        const where = { userId: signedInOf(request).user.id, uri, id };
        return { ...(await change(db, announce, where, one.data)), uri };
      },
    });
  }

  app.put('/api/chats/:uri/unread/', {
    schema: {
      tags,
      security,
      summary: 'Mark a chat unread from a place on, for me',
      description: 'Until I have read as far as there once more.',
      consumes,
      params: chatParams,
      body: markUnreadBody,
      response: { 204: z.null(), ...problemsOfChat },
    },
    config: { rateLimit: rates.post },
    handler: async (request, reply) => {
      const mark = { userId: signedInOf(request).user.id, uri: request.params.uri, ...request.body };
      await markUnread(db, announce, mark);
      return reply.code(204).send(null);
    },
  });
}
