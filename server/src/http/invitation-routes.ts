import { chatDetailsSchema, guestAnswer, guestBody, invitationSchema } from '@chatire/protocol';
import type { AccessTokens } from '../accounts/access-token.ts';
import { readChat } from '../chats/read-chat.ts';
import { readInvitation } from '../chats/read-invitation.ts';
import { joinAsGuest } from '../members/join-as-guest.ts';
import { joinChat } from '../members/join-chat.ts';
import { chatParams, type ChatRoutesParts } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problems, problemsOfChat, security, type App } from './routes.ts';
import type { SecretCookie } from './session-cookie.ts';
import { signedInOf } from './sign-in-hook.ts';

export interface InvitationRoutesParts extends ChatRoutesParts {
  tokens: AccessTokens;
  cookie: SecretCookie;
}

/** What whoever holds a chat's link may do. `:uri` is what the link has: the chat's address, unless the link was renewed. */
export function addInvitationRoutes(app: App, { db, tokens, announce, cookie }: InvitationRoutesParts): void {
  const tags = ['invitations'];
  const noLink = { 404: problemsOfChat[404] };

  app.get('/api/chats/:uri/invitation/', {
    schema: {
      tags,
      summary: 'What the link leads to',
      params: chatParams,
      response: { 200: invitationSchema, ...problems, ...noLink },
    },
    config: { rateLimit: rates.look },
    handler: (request) => readInvitation(db, request.params.uri),
  });

  app.post('/api/chats/:uri/join/', {
    schema: {
      tags,
      security,
      summary: 'Join through the link',
      params: chatParams,
      response: { 200: chatDetailsSchema, ...problemsOfChat },
    },
    config: { rateLimit: rates.join },
    handler: async (request) => {
      const { user } = signedInOf(request);
      return readChat(db, user.id, await joinChat(db, announce, user, request.params.uri));
    },
  });

  app.post('/api/chats/:uri/guests/', {
    schema: {
      tags,
      summary: 'Join through the link with nothing but a name',
      consumes,
      params: chatParams,
      body: guestBody,
      response: { 201: guestAnswer, ...problems, ...noLink },
    },
    config: { rateLimit: rates.newGuest },
    handler: async (request, reply) => {
      const userAgent = request.headers['user-agent'] ?? '';
      const { user, session, uri } = await joinAsGuest(db, tokens, announce, {
        code: request.params.uri,
        name: request.body.name,
        userAgent,
      });
      cookie.set(reply, session.secret);
      const chat = await readChat(db, user.id, uri);
      return reply
        .code(201)
        .send({ auth_token: session.authToken, user: { ...user, email: '', settings: {} }, chat });
    },
  });
}
