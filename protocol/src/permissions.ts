import type { ErrorCode } from './errors.ts';
import type { ClientFrame, EventKind, ServerFrame } from './frames.ts';
import { may, type Action, type Role } from './roles.ts';
import type { ServerRole } from './users.ts';

/*
 * Who may do what, in one table. The server signs callers in by it and starts with no route that isn't in it; a test walks all of it
 * against a running server. Whoever adds a route, a frame or a kind of event adds its row.
 */

/** Who asks. `place` is what somebody is in the chat that the request is about; `link`: holds its link only; `banned`: holds it in vain. */
export interface Caller {
  account: 'none' | 'guest' | 'account';
  place: Role | 'link' | 'banned' | 'nowhere';
  kind?: 'direct';
  /** What somebody is on the server. */
  server?: ServerRole;
}

export const callers = {
  anonymous: { account: 'none', place: 'nowhere' },
  newcomer: { account: 'none', place: 'link' },
  /** With a token of an account that has been deleted, which is worth nothing. */
  deleted: { account: 'none', place: 'nowhere' },
  stranger: { account: 'account', place: 'nowhere' },
  invited: { account: 'account', place: 'link' },
  /** Has left or was removed. */
  former: { account: 'account', place: 'nowhere' },
  /** Holds the link as well. */
  banned: { account: 'account', place: 'banned' },
  /** One of the two in a direct chat. */
  partner: { account: 'account', place: 'member', kind: 'direct' },
  /** Of the server, and in none of its chats. */
  administrator: { account: 'account', place: 'nowhere', server: 'administrator' },
  server_owner: { account: 'account', place: 'nowhere', server: 'owner' },
  guest: { account: 'guest', place: 'member' },
  reader: { account: 'account', place: 'reader' },
  member: { account: 'account', place: 'member' },
  moderator: { account: 'account', place: 'moderator' },
  owner: { account: 'account', place: 'owner' },
} as const satisfies Record<string, Caller>;
export type CallerName = keyof typeof callers;

/** What a request asks of its caller: an action wants a role that may do it, in a chat that the caller is in. */
export type Need =
  | 'nothing'
  | 'sign_in'
  /** Guests may not. */
  | 'account'
  /** Guests have none. */
  | 'password'
  /** Codes of an app that are on, or being set up, or a passkey that is being added: none of the callers has them. */
  | 'codes'
  /** One's own: none of the callers has one. */
  | 'passkey'
  /** A question that this browser was given for a passkey, which lets whoever answers it in: none of the callers has one. */
  | 'challenge'
  /** Of an account there is nothing to keep. */
  | 'guest'
  /** That of a link to a new password, which lets its holder in and none of the callers has: for them there is none. */
  | 'secret'
  /** That of the link to become the owner of a server without one. */
  | 'claim'
  /** For owner and administrators of the server. Whoever isn't hears what an unknown address answers. */
  | 'administer'
  /** For its owner alone; the same. */
  | 'own_server'
  | 'link'
  | 'link_and_sign_in'
  | 'membership'
  /** To be in the chat with an account: guests may not. */
  | 'account_in_chat'
  | Action
  /** Refused to everybody in the chat. */
  | 'never';

/** Of these a caller needs no sign-in. */
export const openNeeds: readonly Need[] = ['nothing', 'secret', 'challenge', 'link'];

/** Needs of a role on the server, and who has it. */
export const serverNeeds: Readonly<Partial<Record<Need, readonly ServerRole[]>>> = {
  administer: ['owner', 'administrator'],
  own_server: ['owner'],
};

/** A route's need; or, where it depends on what is asked, the needs of each use of the route. */
export const routes: Readonly<Record<string, Need | Readonly<Record<string, Need>>>> = {
  'POST /auth/users/create/': 'nothing',
  'POST /auth/token/create/': 'nothing',
  /** Goes by the token or cookie that it is given. */
  'POST /auth/token/refresh/': 'nothing',
  'POST /auth/password/forgot/': 'nothing',
  'POST /auth/password/reset/look/': 'secret',
  'POST /auth/password/reset/': 'secret',
  'POST /auth/email/confirm/': 'secret',
  'POST /unsubscribe/:token': 'secret',
  'GET /auth/me/': 'sign_in',
  'POST /auth/users/keep/': 'guest',
  'POST /auth/sign-out/': 'sign_in',

  'GET /auth/ways/': 'nothing',
  'POST /auth/passkey/': 'nothing',
  'POST /auth/passkey/confirm/': 'challenge',
  'POST /auth/openid/': 'nothing',
  /** Goes by the sealed cookie of the browser that began. */
  'GET /auth/openid/callback/': 'nothing',

  'GET /api/users/me/ways/': 'sign_in',
  'POST /api/users/me/openid/': 'sign_in',
  'DELETE /api/users/me/openid/': 'password',
  'PATCH /api/users/me/': 'sign_in',
  'PATCH /api/users/me/settings/': 'sign_in',
  'GET /api/users/me/export/': 'sign_in',
  'POST /api/users/me/password/': 'password',
  'POST /api/users/me/delete/': 'sign_in',
  'POST /api/users/me/email/': 'password',
  'POST /api/users/me/email/confirm/': 'password',
  'GET /api/users/me/mail/': 'sign_in',
  'PUT /api/users/me/mail/': 'password',
  'POST /api/users/me/mail/test/': 'password',
  'POST /api/users/me/totp/': 'password',
  'POST /api/users/me/totp/confirm/': 'codes',
  'POST /api/users/me/totp/delete/': 'codes',
  'POST /api/users/me/recovery-codes/': 'codes',
  'POST /api/users/me/passkeys/': 'password',
  'POST /api/users/me/passkeys/confirm/': 'codes',
  'POST /api/users/me/passkeys/:id/delete/': 'passkey',
  'GET /api/users/me/channels/': 'sign_in',
  'PUT /api/users/me/channels/:channel/': 'sign_in',
  'DELETE /api/users/me/channels/:channel/': 'sign_in',
  'GET /api/users/me/push/': 'sign_in',
  'PUT /api/users/me/push/': 'sign_in',
  'DELETE /api/users/me/push/': 'sign_in',
  'POST /api/users/me/push/test/': 'sign_in',
  'GET /api/users/me/sessions/': 'sign_in',
  'DELETE /api/users/me/sessions/': 'sign_in',
  'DELETE /api/users/me/sessions/:id/': { own: 'sign_in' },
  'PUT /api/users/me/picture/': 'sign_in',
  'DELETE /api/users/me/picture/': 'sign_in',
  /** Its address is 128 random bits. */
  'GET /api/pictures/:file': 'nothing',

  'GET /api/chats/': 'sign_in',
  'POST /api/chats/': { group: 'account', direct: 'account' },
  'GET /api/chats/:uri/': 'membership',
  'PATCH /api/chats/:uri/': {
    person: 'add_members',
    name: 'change_chat',
    link: 'change_link',
    history: 'change_history',
    lifetime: 'change_lifetime',
    slow_mode: 'change_chat',
  },
  'DELETE /api/chats/:uri/': 'delete_chat',
  'POST /api/chats/:uri/link/': 'change_link',
  'PUT /api/chats/:uri/picture/': 'change_chat',
  'DELETE /api/chats/:uri/picture/': 'change_chat',
  'PATCH /api/chats/:uri/settings/': 'membership',
  'PUT /api/chats/:uri/unread/': 'membership',
  'GET /api/chats/:uri/seen/': 'membership',
  'GET /api/chats/:uri/events/': 'membership',

  'GET /api/chats/:uri/moderation/': 'moderate',
  'PUT /api/chats/:uri/bans/:id/': { member: 'moderate', moderator: 'change_roles' },
  'DELETE /api/chats/:uri/bans/:id/': 'moderate',
  'DELETE /api/chats/:uri/members/:id/messages/': { member: 'delete_messages', moderator: 'change_roles' },
  'PUT /api/chats/:uri/held/:id/': 'moderate',
  'DELETE /api/chats/:uri/held/:id/': 'moderate',
  'PUT /api/chats/:uri/members/:id/mute/': { member: 'moderate', moderator: 'change_roles' },
  'DELETE /api/chats/:uri/members/:id/mute/': { member: 'moderate', moderator: 'change_roles' },
  'GET /api/chats/:uri/audit/': 'moderate',
  'GET /api/chats/:uri/messages/:id/versions/': 'moderate',
  'POST /api/chats/:uri/messages/:id/reports/': { own: 'never', other: 'report' },
  'DELETE /api/chats/:uri/messages/:id/reports/': 'moderate',

  'PATCH /api/chats/:uri/members/:id/': { writing: 'let_write', role: 'change_roles' },
  'DELETE /api/chats/:uri/members/:id/': {
    oneself: 'leave',
    member: 'remove_members',
    moderator: 'change_roles',
  },

  'GET /api/chats/:uri/links/': 'moderate',
  'POST /api/chats/:uri/links/': 'change_link',
  'PATCH /api/chats/:uri/links/:id/': 'change_link',
  'DELETE /api/chats/:uri/links/:id/': { link: 'change_link', members: 'remove_members', ban: 'moderate' },
  'GET /api/chats/:uri/requests/': 'moderate',
  'POST /api/chats/:uri/requests/:id/': 'moderate',
  'DELETE /api/chats/:uri/requests/:id/': 'moderate',

  'GET /api/chats/:uri/webhooks/': 'account_in_chat',
  'POST /api/chats/:uri/webhooks/': { own: 'account_in_chat', everything: 'moderate' },
  'DELETE /api/chats/:uri/webhooks/:id/': 'account_in_chat',
  'POST /api/chats/:uri/webhooks/:id/test/': 'account_in_chat',

  'GET /api/chats/:uri/invitation/': 'link',
  'POST /api/chats/:uri/guests/': 'link',
  'POST /api/chats/:uri/join/': 'link_and_sign_in',
  'GET /api/chats/:uri/request/': 'link_and_sign_in',

  'GET /api/chats/:uri/messages/': 'membership',
  'POST /api/chats/:uri/messages/': 'post',
  'POST /api/chats/:uri/messages/search/': 'membership',
  'PATCH /api/chats/:uri/messages/:id/': { own: 'post', other: 'never' },
  'DELETE /api/chats/:uri/messages/:id/': { own: 'membership', other: 'delete_messages' },
  'PUT /api/chats/:uri/messages/:id/reactions/:emoji/': 'react',
  'DELETE /api/chats/:uri/messages/:id/reactions/:emoji/': 'membership',

  'GET /api/server/': 'nothing',
  'GET /api/server/terms/': 'nothing',
  'POST /api/server/claim/': 'claim',

  'GET /api/admin/accounts/': 'administer',
  'PATCH /api/admin/accounts/:id/': 'administer',
  'DELETE /api/admin/accounts/:id/sessions/': 'administer',
  'POST /api/admin/accounts/:id/reset/': 'administer',
  'POST /api/admin/accounts/:id/delete/': 'administer',
  'PUT /api/admin/accounts/:id/role/': 'own_server',
  'GET /api/admin/chats/': 'administer',
  'POST /api/admin/chats/:uri/delete/': 'administer',
  'GET /api/admin/reports/': 'administer',
  'DELETE /api/admin/reports/:id/': 'administer',
  'GET /api/admin/audit/': 'administer',
  'GET /api/admin/jobs/': 'administer',
  'POST /api/admin/jobs/:id/retry/': 'administer',
  'DELETE /api/admin/jobs/:id/': 'administer',
  'GET /api/admin/state/': 'administer',
  'GET /api/admin/settings/': 'administer',
  'PATCH /api/admin/settings/': 'administer',
  'PUT /api/admin/logo/': 'administer',
  'DELETE /api/admin/logo/': 'administer',

  'GET /api/openapi.json': 'nothing',
  'GET /api/docs*': 'nothing',
  'GET /health/live': 'nothing',
  'GET /health/ready': 'nothing',
  'GET /health/check': 'nothing',
  'GET /metrics': 'nothing',
};

/** A frame about a chat from somebody who may not send it changes nothing, tells nobody, and has no answer. */
export const clientFrames: Readonly<Record<ClientFrame['type'], Need>> = {
  hello: 'sign_in',
  ping: 'sign_in',
  typing: 'post',
  read: 'membership',
  watch: 'membership',
};

/** Who hears what: the socket that asked, all sockets of the one user, those of owner and moderators, or those of all who are in the chat. */
type Hearers = 'socket' | 'oneself' | 'moderators' | 'members';

export const serverFrames: Readonly<Record<Exclude<ServerFrame['type'], 'event'>, Hearers>> = {
  ready: 'socket',
  reset: 'socket',
  pong: 'socket',
  reconnect: 'socket',
  chat_added: 'oneself',
  chat_removed: 'oneself',
  request_answered: 'oneself',
  user_changed: 'oneself',
  read: 'oneself',
  unread: 'oneself',
  chat_settings: 'oneself',
  muted: 'oneself',
  held: 'oneself',
  waiting: 'moderators',
  typing: 'members',
  presence: 'members',
  reads: 'members',
};

export const eventKinds: Readonly<Record<EventKind, Hearers>> = {
  message_posted: 'members',
  message_edited: 'members',
  message_deleted: 'members',
  reaction_added: 'members',
  reaction_removed: 'members',
  member_joined: 'members',
  member_updated: 'members',
  member_left: 'members',
  chat_updated: 'members',
};

/** What a caller gets: `ok`, or the code of the refusal. A chat that one isn't in is `not_found`, like one that doesn't exist. */
export function answerTo({ account, place, kind, server }: Caller, need: Need): 'ok' | ErrorCode {
  const isIn = place !== 'nowhere' && place !== 'banned' && place !== 'link';
  if (need === 'nothing') return 'ok';
  if (need === 'secret') return 'not_found';
  if (need === 'challenge') return 'conflict';
  if (need === 'administer' || need === 'own_server')
    return server && serverNeeds[need]?.includes(server) ? 'ok' : 'not_found';
  if (need === 'link') return place === 'nowhere' || kind === 'direct' ? 'not_found' : 'ok';
  if (account === 'none') return 'not_signed_in';
  switch (need) {
    case 'sign_in':
      return 'ok';
    case 'account':
      return account === 'account' ? 'ok' : 'not_allowed';
    case 'password':
      return account === 'account' ? 'ok' : 'conflict';
    case 'codes':
      return 'conflict';
    case 'passkey':
    case 'claim':
      return 'not_found';
    case 'guest':
      return account === 'guest' ? 'ok' : 'conflict';
    case 'link_and_sign_in':
      return place === 'nowhere' || place === 'banned' ? 'not_found' : 'ok';
  }
  if (!isIn) return 'not_found';
  if (need === 'membership') return 'ok';
  if (need === 'account_in_chat') return account === 'account' ? 'ok' : 'not_allowed';
  if (need === 'never' || (need === 'add_members' && account === 'guest')) return 'not_allowed';
  return may({ kind: kind ?? 'group', role: place }, need) ? 'ok' : 'not_allowed';
}

/** The needs of a route by its uses; nothing when it isn't in the table. A route with one use has it under ''. */
export function needsOf(method: string, path: string): Readonly<Record<string, Need>> | undefined {
  const found = routes[`${method} ${path}`];
  return typeof found === 'string' ? { '': found } : found;
}
