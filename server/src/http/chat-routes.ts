import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  chatDetailsSchema,
  chatListAnswer,
  createChatBody,
  patchChatAnswer,
  patchChatBody,
  uriSchema,
} from '@chatire/protocol';
import type { ClaimTry } from '../accounts/claim-try.ts';
import { createChat } from '../chats/create-chat.ts';
import { deleteChat } from '../chats/delete-chat.ts';
import type { Place } from '../chats/in-chat.ts';
import { listChats } from '../chats/list-chats.ts';
import { readChat } from '../chats/read-chat.ts';
import { startDirectChat } from '../chats/start-direct-chat.ts';
import { renewLink, updateChat } from '../chats/update-chat.ts';
import type { Database } from '../database/database.ts';
import type { Announce } from '../log/notices.ts';
import { addMember } from '../members/add-member.ts';
import { bearerOf } from './visitor-of.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemsOfChat, problemsSignedIn, security, sendJson, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

export interface ChatRoutesParts {
  db: Database;
  announce: Announce;
}

export const chatParams = z.object({ uri: uriSchema });
/** Of something that has its number within a chat's routes: a member, a message. */
export const numberedParams = z.object({
  uri: uriSchema,
  id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
});

export function addChatRoutes(app: App, parts: ChatRoutesParts & { claimTry: ClaimTry }): void {
  const { db, announce } = parts;
  const tags = ['chats'];

  app.get('/api/chats/', {
    schema: { tags, security, summary: 'My chats', response: { 200: chatListAnswer, ...problemsSignedIn } },
    handler: async (request, reply) => sendJson(reply, await listChats(db, signedInOf(request).user.id)),
  });

  app.post('/api/chats/', {
    schema: {
      tags,
      security,
      summary: 'Start a chat; or, `with` somebody, go to the chat between two',
      consumes,
      body: createChatBody,
      response: { 200: chatDetailsSchema, 201: chatDetailsSchema, ...problemsOfChat },
    },
    config: { rateLimit: rates.newChat },
    handler: async (request, reply) => {
      const { user } = signedInOf(request);
      const { with: username, ...chat } = request.body;
      const { uri, isNew } =
        username === undefined
          ? { uri: await createChat(db, announce, user, chat), isNew: true }
          : await startDirectChat(db, announce, user, username);
      return reply.code(isNew ? 201 : 200).send(await readChat(db, user.id, uri));
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
    handler: (request) => readChat(db, signedInOf(request).user.id, request.params.uri),
  });

  app.patch('/api/chats/:uri/', {
    schema: {
      tags,
      security,
      summary: 'Add a member by user name; or, for owner and moderators, change the chat and switch its link',
      consumes,
      params: chatParams,
      body: patchChatBody,
      response: { 200: patchChatAnswer, ...problemsOfChat },
    },
    config: { rateLimit: rates.newMember },
    handler: async (request) => {
      const { user: caller } = signedInOf(request);
      const place = placeOf(request);
      const { username, ...change } = request.body;
      if (username === undefined) await updateChat(db, announce, place, change);
      const { user, uri } =
        username === undefined
          ? { user: caller, uri: place.uri }
          : await addMember(parts, caller, place.uri, username, bearerOf(request, undefined));
      return { ...(await readChat(db, caller.id, uri)), user };
    },
  });

  app.post('/api/chats/:uri/link/', {
    schema: {
      tags,
      security,
      summary: 'Renew the link',
      description: 'Nobody joins by the old one any more. Addresses of members go on working.',
      params: chatParams,
      response: { 200: chatDetailsSchema, ...problemsOfChat },
    },
    config: { rateLimit: rates.newChat },
    handler: async (request) => {
      const place = placeOf(request);
      await renewLink(db, announce, place);
      return readChat(db, place.userId, place.uri);
    },
  });

  app.delete('/api/chats/:uri/', {
    schema: {
      tags,
      security,
      summary: 'Delete the chat for everybody, for good',
      params: chatParams,
      response: { 204: z.null(), ...problemsOfChat },
    },
    config: { rateLimit: rates.newChat },
    handler: async (request, reply) => {
      await deleteChat(db, announce, placeOf(request));
      return reply.code(204).send(null);
    },
  });
}

/** The chat of the route, as the caller's. */
export const placeOf = (request: FastifyRequest<{ Params: { uri: string } }>): Place => ({
  userId: signedInOf(request).user.id,
  uri: request.params.uri,
});
