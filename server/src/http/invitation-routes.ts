import {
  chatDetailsSchema,
  guestAnswer,
  guestBody,
  invitationSchema,
  joinBody,
  ownRequestAnswer,
  waitingAnswer,
  waitingGuestAnswer,
} from '@chatire/protocol';
import type { AccessTokens } from '../accounts/access-token.ts';
import type { ClaimTry } from '../accounts/claim-try.ts';
import { readChat } from '../chats/read-chat.ts';
import { readInvitation } from '../chats/read-invitation.ts';
import { judgeGuest } from '../installation/judge-newcomer.ts';
import type { LiveSettings } from '../installation/server-settings.ts';
import { readOwnRequest } from '../links/read-links.ts';
import { joinAsGuest } from '../members/join-as-guest.ts';
import { joinChat } from '../members/join-chat.ts';
import { chatParams, type ChatRoutesParts } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problems, problemsOfChat, security, type App } from './routes.ts';
import type { SecretCookie } from './session-cookie.ts';
import { signedInOf } from './sign-in-hook.ts';
import { bearerOf } from './visitor-of.ts';

export interface InvitationRoutesParts extends ChatRoutesParts {
  tokens: AccessTokens;
  cookie: SecretCookie;
  claimTry: ClaimTry;
  settings: LiveSettings;
}

/** What whoever holds a link may do. `:uri` is what the link has: for the chat's own, its address, unless it was renewed. */
export function addInvitationRoutes(app: App, parts: InvitationRoutesParts): void {
  const { db, cookie } = parts;
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
      description: 'Where the link asks first: 202, and one waits for somebody of the chat.',
      consumes,
      params: chatParams,
      body: joinBody,
      response: { 200: chatDetailsSchema, 202: waitingAnswer, ...problemsOfChat },
    },
    config: { rateLimit: rates.join },
    handler: async (request, reply) => {
      const { user } = signedInOf(request);
      const bearer = bearerOf(request, request.body.password);
      const uri = await joinChat(parts, user, request.params.uri, bearer);
      return uri === undefined
        ? reply.code(202).send({ state: 'waiting' })
        : reply.code(200).send(await readChat(db, user.id, uri));
    },
  });

  app.post('/api/chats/:uri/guests/', {
    schema: {
      tags,
      summary: 'Join through the link with nothing but a name',
      consumes,
      params: chatParams,
      body: guestBody,
      response: {
        201: guestAnswer,
        202: waitingGuestAnswer,
        ...problems,
        ...noLink,
        403: problemOf('There are no guests here.'),
      },
    },
    config: { rateLimit: rates.newGuest },
    handler: async (request, reply) => {
      judgeGuest(parts);
      const userAgent = request.headers['user-agent'] ?? '';
      const { name, password } = request.body;
      const guest = { code: request.params.uri, name, userAgent };
      const { user, session, uri } = await joinAsGuest(parts, guest, bearerOf(request, password));
      cookie.set(reply, session.secret);
      const signedIn = {
        auth_token: session.authToken,
        user: { ...user, email: '', settings: {}, server_role: null },
      };
      return uri === undefined
        ? reply.code(202).send({ ...signedIn, state: 'waiting' })
        : reply.code(201).send({ ...signedIn, chat: await readChat(db, user.id, uri) });
    },
  });

  app.get('/api/chats/:uri/request/', {
    schema: {
      tags,
      security,
      summary: 'What became of my wish to come in by this link',
      params: chatParams,
      response: { 200: ownRequestAnswer, ...problemsOfChat },
    },
    config: { rateLimit: rates.newMember },
    handler: (request) => readOwnRequest(db, signedInOf(request).user.id, request.params.uri),
  });
}
