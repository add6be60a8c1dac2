import { z } from 'zod';
import { changeRoleBody, chatDetailsSchema, chatSettingsBody, chatSettingsSchema } from '@chatire/protocol';
import { readChat } from '../chats/read-chat.ts';
import { changeRole } from '../members/change-role.ts';
import { changeSettings } from '../members/change-settings.ts';
import { removeMember } from '../members/remove-member.ts';
import { chatParams, numberedParams, placeOf, type ChatRoutesParts } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemsOfChat, security, type App } from './routes.ts';

export function addMemberRoutes(app: App, { db, announce }: ChatRoutesParts): void {
  const tags = ['members'];

  app.patch('/api/chats/:uri/members/:id/', {
    schema: {
      tags,
      security,
      summary: "For the owner: change a member's role, or hand the chat over",
      consumes,
      params: numberedParams,
      body: changeRoleBody,
      response: { 200: chatDetailsSchema, ...problemsOfChat },
    },
    config: { rateLimit: rates.newMember },
    handler: async (request) => {
      const place = placeOf(request);
      await changeRole(db, announce, place, { userId: request.params.id, role: request.body.role });
      return readChat(db, place.userId, place.uri);
    },
  });

  app.delete('/api/chats/:uri/members/:id/', {
    schema: {
      tags,
      security,
      summary: 'Leave the chat; or, for owner and moderators, remove a member',
      params: numberedParams,
      response: { 204: z.null(), ...problemsOfChat },
    },
    config: { rateLimit: rates.newMember },
    handler: async (request, reply) => {
      await removeMember(db, announce, placeOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  });

  app.patch('/api/chats/:uri/settings/', {
    schema: {
      tags,
      security,
      summary: 'Pin, mute or archive the chat for me',
      consumes,
      params: chatParams,
      body: chatSettingsBody,
      response: { 200: chatSettingsSchema, ...problemsOfChat },
    },
    config: { rateLimit: rates.newMember },
    handler: (request) => changeSettings(db, announce, placeOf(request), request.body),
  });
}
