import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import type { ChatDetails, Message } from '@chatire/protocol';
import {
  accountsAnswer,
  accountSchema,
  auditAnswer,
  chatDetailsSchema,
  chatListAnswer,
  chatSettingsSchema,
  chatsOfServerAnswer,
  guestAnswer,
  eventsAnswer,
  historyAnswer,
  invitationSchema,
  jobsAnswer,
  lastSeenAnswer,
  madeResetAnswer,
  messageAnswer,
  moderationAnswer,
  ownChannelsAnswer,
  ownMailAnswer,
  ownPushAnswer,
  ownWaysSchema,
  patchChatAnswer,
  problemSchema,
  reportsOfServerAnswer,
  selfSchema,
  serverAuditAnswer,
  serverSchema,
  serverSettingsSchema,
  serverStateAnswer,
  sessionsAnswer,
  settingsSchema,
  termsAnswer,
  tokenAnswer,
  waysSchema,
} from '@chatire/protocol';
import { claim } from '../claim.ts';
import { createClient, dot, password, putPicture, react, signUp } from '../client.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

interface Operation {
  responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

test('every answer is exactly what its schema says', async () => {
  const person = await signUp(server.url);
  const chat = (await person.call<ChatDetails>('POST', '/api/chats/')).body;
  const path = `/api/chats/${chat.uri}/`;
  const anybody = createClient(server.url);
  const credentials = { username: `new-${randomUUID()}`, password };
  const posted = (await person.call<Message>('POST', `${path}messages/`, { message: 'hello' })).body;
  const one = `${path}messages/${posted.id}/`;
  const owner = await signUp(server.url);
  await claim(server.server, owner);
  const account = `/api/admin/accounts/${person.user.id}/`;
  const answers: [string, z.ZodObject, unknown][] = [
    ['server', serverSchema, (await anybody.call('GET', '/api/server/')).body],
    ['terms', termsAnswer, (await anybody.call('GET', '/api/server/terms/')).body],
    ['accounts', accountsAnswer, (await owner.call('GET', '/api/admin/accounts/')).body],
    ['account', accountSchema, (await owner.call('PATCH', account, { deactivated: false })).body],
    ['reset', madeResetAnswer, (await owner.call('POST', `${account}reset/`, {})).body],
    ['chats', chatsOfServerAnswer, (await owner.call('GET', '/api/admin/chats/')).body],
    ['reports', reportsOfServerAnswer, (await owner.call('GET', '/api/admin/reports/')).body],
    ['server audit', serverAuditAnswer, (await owner.call('GET', '/api/admin/audit/')).body],
    ['jobs', jobsAnswer, (await owner.call('GET', '/api/admin/jobs/')).body],
    ['state', serverStateAnswer, (await owner.call('GET', '/api/admin/state/')).body],
    [
      'server settings',
      serverSettingsSchema,
      (await owner.call('PATCH', '/api/admin/settings/', { guests: true })).body,
    ],
    ['sign up', selfSchema, (await anybody.call('POST', '/auth/users/create/', credentials)).body],
    ['me', selfSchema, (await person.call('GET', '/auth/me/')).body],
    [
      'refresh',
      tokenAnswer,
      (await person.call('POST', '/auth/token/refresh/', { token: person.token })).body,
    ],
    ['rename', selfSchema, (await person.call('PATCH', '/api/users/me/', { name: 'Ada' })).body],
    [
      'settings',
      settingsSchema,
      (await person.call('PATCH', '/api/users/me/settings/', { quiet_hours: null })).body,
    ],
    ['sessions', sessionsAnswer, (await person.call('GET', '/api/users/me/sessions/')).body],
    ['push', ownPushAnswer, (await person.call('GET', '/api/users/me/push/')).body],
    ['mail', ownMailAnswer, (await person.call('GET', '/api/users/me/mail/')).body],
    ['channels', ownChannelsAnswer, (await person.call('GET', '/api/users/me/channels/')).body],
    ['ways', waysSchema, (await anybody.call('GET', '/auth/ways/')).body],
    ['own ways', ownWaysSchema, (await person.call('GET', '/api/users/me/ways/')).body],
    ['picture', selfSchema, (await putPicture(person, '/api/users/me/picture/', dot)).body],
    ['picture of a chat', chatDetailsSchema, (await putPicture(person, `${path}picture/`, dot)).body],
    ['start', chatDetailsSchema, chat],
    ['guest', guestAnswer, (await anybody.call('POST', `${path}guests/`, { name: 'Ines' })).body],
    ['post', messageAnswer, posted],
    ['edit', messageAnswer, (await person.call('PATCH', one, { message: 'hello, you' })).body],
    [
      'reply',
      messageAnswer,
      (await person.call('POST', `${path}messages/`, { message: 'hi @all', reply_to: posted.id })).body,
    ],
    ['reaction', messageAnswer, (await react(person, chat.uri, posted.id, '👍')).body],
    ['edited history', historyAnswer, (await person.call('GET', `${path}messages/`)).body],
    ['delete', messageAnswer, (await person.call('DELETE', one)).body],
    ['events', eventsAnswer, (await person.call('GET', `${path}events/?after=0`)).body],
    ['history', historyAnswer, (await person.call('GET', `${path}messages/`)).body],
    ['details', chatDetailsSchema, (await person.call('GET', path)).body],
    ['join', chatDetailsSchema, (await person.call('POST', `${path}join/`)).body],
    ['patch', patchChatAnswer, (await person.call('PATCH', path, { name: 'Crew' })).body],
    ['invitation', invitationSchema, (await anybody.call('GET', `${path}invitation/`)).body],
    ['renew', chatDetailsSchema, (await person.call('POST', `${path}link/`)).body],
    [
      'role',
      chatDetailsSchema,
      (await person.call('PATCH', `${path}members/${person.user.id}/`, { role: 'owner' })).body,
    ],
    ['settings', chatSettingsSchema, (await person.call('PATCH', `${path}settings/`, { pinned: true })).body],
    [
      'direct',
      chatDetailsSchema,
      (await person.call('POST', '/api/chats/', { with: credentials.username })).body,
    ],
    ['last seen', lastSeenAnswer, (await person.call('GET', `${path}seen/`)).body],
    ['moderation', moderationAnswer, (await person.call('GET', `${path}moderation/`)).body],
    ['audit', auditAnswer, (await person.call('GET', `${path}audit/`)).body],
    ['list', chatListAnswer, (await person.call('GET', '/api/chats/')).body],
    ['problem', problemSchema, (await person.call('GET', '/api/chats/x/')).body],
  ];
  for (const [name, schema, body] of answers) {
    // Strict: a field too many, such as an e-mail address that slipped in, is an error as well.
    expect(schema.strict().safeParse(body).error, name).toBeUndefined();
  }
});

test('the interface is described by OpenAPI 3.1, with every schema that it refers to', async () => {
  const { body } = await createClient(server.url).call<Document>('GET', '/api/openapi.json');
  expect(body.openapi).toBe('3.1.0');
  expect(
    Object.entries(body.paths).map(([path, operations]) => `${Object.keys(operations).join()} ${path}`),
  ).toEqual([
    'post /auth/users/create/',
    'post /auth/token/create/',
    'post /auth/token/refresh/',
    'get /auth/me/',
    'post /auth/users/keep/',
    'post /auth/sign-out/',
    'get /auth/ways/',
    'post /auth/openid/',
    'get /api/users/me/ways/',
    'post,delete /api/users/me/openid/',
    'post /auth/passkey/',
    'post /auth/passkey/confirm/',
    'post /api/users/me/passkeys/',
    'post /api/users/me/passkeys/confirm/',
    'post /api/users/me/passkeys/{id}/delete/',
    'post /api/users/me/totp/',
    'post /api/users/me/totp/confirm/',
    'post /api/users/me/recovery-codes/',
    'post /api/users/me/totp/delete/',
    'post /auth/password/reset/look/',
    'post /auth/password/reset/',
    'post /auth/password/forgot/',
    'post /api/users/me/email/',
    'post /api/users/me/email/confirm/',
    'post /api/users/me/mail/test/',
    'post /auth/email/confirm/',
    'get,put /api/users/me/mail/',
    'post /unsubscribe/{token}',
    'get,post /api/chats/',
    'get,patch,delete /api/chats/{uri}/',
    'post /api/chats/{uri}/link/',
    'patch,delete /api/chats/{uri}/members/{id}/',
    'patch /api/chats/{uri}/settings/',
    'get /api/chats/{uri}/invitation/',
    'post /api/chats/{uri}/join/',
    'post /api/chats/{uri}/guests/',
    'get /api/chats/{uri}/request/',
    'get,post /api/chats/{uri}/links/',
    'patch,delete /api/chats/{uri}/links/{id}/',
    'get /api/chats/{uri}/requests/',
    'post,delete /api/chats/{uri}/requests/{id}/',
    'get,post /api/chats/{uri}/messages/',
    'post /api/chats/{uri}/messages/search/',
    'patch,delete /api/chats/{uri}/messages/{id}/',
    'get /api/chats/{uri}/events/',
    'get /api/chats/{uri}/moderation/',
    'get /api/chats/{uri}/audit/',
    'get /api/chats/{uri}/messages/{id}/versions/',
    'post,delete /api/chats/{uri}/messages/{id}/reports/',
    'put,delete /api/chats/{uri}/members/{id}/mute/',
    'delete /api/chats/{uri}/members/{id}/messages/',
    'put,delete /api/chats/{uri}/bans/{id}/',
    'put,delete /api/chats/{uri}/held/{id}/',
    'get,post /api/chats/{uri}/webhooks/',
    'delete /api/chats/{uri}/webhooks/{id}/',
    'post /api/chats/{uri}/webhooks/{id}/test/',
    'get /api/users/me/export/',
    'patch /api/users/me/',
    'patch /api/users/me/settings/',
    'post /api/users/me/password/',
    'post /api/users/me/delete/',
    'get,delete /api/users/me/sessions/',
    'delete /api/users/me/sessions/{id}/',
    'get /api/pictures/{file}',
    'put,delete /api/users/me/picture/',
    'put,delete /api/admin/logo/',
    'put,delete /api/chats/{uri}/picture/',
    'get /api/chats/{uri}/seen/',
    'get /api/users/me/channels/',
    'put,delete /api/users/me/channels/{channel}/',
    'get,put,delete /api/users/me/push/',
    'post /api/users/me/push/test/',
    'put,delete /api/chats/{uri}/messages/{id}/reactions/{emoji}/',
    'put /api/chats/{uri}/unread/',
    'get /api/server/',
    'get /api/server/terms/',
    'post /api/server/claim/',
    'get /api/admin/accounts/',
    'patch /api/admin/accounts/{id}/',
    'delete /api/admin/accounts/{id}/sessions/',
    'post /api/admin/accounts/{id}/reset/',
    'post /api/admin/accounts/{id}/delete/',
    'put /api/admin/accounts/{id}/role/',
    'get /api/admin/chats/',
    'post /api/admin/chats/{uri}/delete/',
    'get /api/admin/reports/',
    'delete /api/admin/reports/{id}/',
    'get /api/admin/audit/',
    'get /api/admin/jobs/',
    'post /api/admin/jobs/{id}/retry/',
    'delete /api/admin/jobs/{id}/',
    'get /api/admin/state/',
    'get,patch /api/admin/settings/',
  ]);
  const references = [...JSON.stringify(body).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
    (match) => match[1],
  );
  expect(new Set(references)).toEqual(new Set(Object.keys(body.components.schemas)));
  for (const operations of Object.values(body.paths))
    for (const { responses } of Object.values(operations))
      expect(responses['400']?.content).toHaveProperty(['application/problem+json']);
});

test('the page that shows it fetches nothing from other hosts', async () => {
  const page = await createClient(server.url).call<string>('GET', '/api/docs/');
  expect(page.status).toBe(200);
  expect(page.body).toContain('swagger-ui');
  expect(page.body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
});
