import { z } from 'zod';
import {
  chatDetailsSchema,
  chatListAnswer,
  createChatBody,
  patchChatAnswer,
  patchChatBody,
  uriSchema,
} from '@chatire/protocol';
import { createChat } from '../chats/create-chat.ts';
import { listChats } from '../chats/list-chats.ts';
import { readChat } from '../chats/read-chat.ts';
import { updateChat } from '../chats/update-chat.ts';
import type { Database } from '../database/database.ts';
import type { Announce } from '../log/notices.ts';
import { addMember } from '../members/add-member.ts';
import { removeMember } from '../members/remove-member.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemsOfChat, problemsSignedIn, security, sendJson, type App } from './routes.ts';
import { signedInOf, type requireSignIn } from './sign-in-hook.ts';

export interface ChatRoutesParts {
  db: Database;
  announce: Announce;
  onSignedIn: ReturnType<typeof requireSignIn>;
}

export const chatParams = z.object({ uri: uriSchema });
/** Of something that has its number within a chat's routes: a member, a message. */
export const numberedParams = z.object({
  uri: uriSchema,
  id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
});

export function addChatRoutes(app: App, { db, announce, onSignedIn }: ChatRoutesParts): void {
  const tags = ['chats'];

  app.get('/api/chats/', {
    schema: { tags, security, summary: 'My chats', response: { 200: chatListAnswer, ...problemsSignedIn } },
    onRequest: onSignedIn,
    handler: async (request, reply) => sendJson(reply, await listChats(db, signedInOf(request).user.id)),
  });

  app.post('/api/chats/', {
    schema: {
      tags,
      security,
      summary: 'Start a chat',
      consumes,
      body: createChatBody,
      response: { 201: chatDetailsSchema, ...problemsOfChat },
    },
    config: { rateLimit: rates.newChat },
    onRequest: onSignedIn,
    handler: async (request, reply) => {
      const { user } = signedInOf(request);
      const uri = await createChat(db, announce, user, request.body.name ?? null);
      return reply.code(201).send(await readChat(db, user.id, uri));
    },
  });

  app.get('/api/chats/:uri/', {
    schema: {
      tags,
      security,
      summary: 'One chat with its members',
      params: chatParams,
      response: { 200: chatDetailsSchema, ...problemsOfChat },
    },
    onRequest: onSignedIn,
    handler: (request) => readChat(db, signedInOf(request).user.id, request.params.uri),
  });

  app.patch('/api/chats/:uri/', {
    schema: {
      tags,
      security,
      summary: 'Add a member by user name; or, for the owner, rename the chat and switch its link',
      consumes,
      params: chatParams,
      body: patchChatBody,
      response: { 200: patchChatAnswer, ...problemsOfChat },
    },
    config: { rateLimit: rates.newMember },
    onRequest: onSignedIn,
    handler: async (request) => {
      const { user } = signedInOf(request);
      const { uri } = request.params;
      const { username, ...change } = request.body;
      if (Object.keys(change).length > 0) await updateChat(db, announce, user.id, uri, change);
      const added = username === undefined ? user : await addMember(db, announce, user, uri, username);
      return { ...(await readChat(db, user.id, uri)), user: added };
    },
  });

  app.delete('/api/chats/:uri/members/:id/', {
    schema: {
      tags,
      security,
      summary: 'Leave the chat; or, for the owner, remove a member',
      params: numberedParams,
      response: { 204: z.null(), ...problemsOfChat },
    },
    config: { rateLimit: rates.newMember },
    onRequest: onSignedIn,
    handler: async (request, reply) => {
      const { uri, id } = request.params;
      await removeMember(db, announce, signedInOf(request).user.id, uri, id);
      return reply.code(204).send(null);
    },
  });
}
