import { createECDH, randomUUID } from 'node:crypto';
import type { CallerName } from '@chatire/protocol';
import {
  createClient,
  dot,
  join,
  password,
  post,
  putPicture,
  signUp,
  startChat,
  type Client,
  type Person,
} from './client.ts';
import { claim } from './claim.ts';
import type { RunningServer } from './start-server.ts';

/** A chat with somebody of each kind, in it or not, and a message by each who is in it. */
export interface Place {
  people: Record<CallerName, Client & { user?: { id: number; username: string } }>;
  uri: string;
  /** Of its link, which isn't its address any more. */
  link: string;
  messages: Partial<Record<CallerName, number>>;
  /** The id of another link. */
  linkId: number;
  /** Of each who may have one. */
  webhooks: Partial<Record<CallerName, number>>;
  /** The id of an account that none of them has. */
  account: number;
  /** The file of a picture of the chat. */
  picture: string;
}

/** What a request of the table is given to be asked by this caller in this place. */
export interface Asked {
  caller: CallerName;
  place: Place;
}

interface Request {
  /** Anything but JSON is sent as it is. */
  body?(asked: Asked): unknown;
  /** For `:id` and the like, besides `:uri`. */
  params?(asked: Asked): Record<string, string | number>;
  query?: string;
  /** Changes so much that whoever may do it, or this one of them, gets a place of its own. */
  spends?: true | CallerName;
  /** Off on this server, or none of it: whoever may ask hears that there is no such thing. */
  isOff?: true;
}

export type People = Omit<Place['people'], 'guest'> & { nobody: Person };

/** Those with accounts; signing up is what takes time. */
export async function gatherPeople(server: RunningServer): Promise<People> {
  const { url } = server;
  const names = [
    'nobody',
    'server_owner',
    'administrator',
    'stranger',
    'invited',
    'former',
    'banned',
    'partner',
    'reader',
    'member',
    'moderator',
    'owner',
  ] as const;
  const signedUp = await Promise.all(names.map(async (name) => [name, await signUp(url, name)] as const));
  const people = Object.fromEntries(signedUp) as Record<(typeof names)[number], Person>;
  await claim(server, people.server_owner);
  const role = `/api/admin/accounts/${people.administrator.user.id}/role/`;
  await people.server_owner.call('PUT', role, { role: 'administrator' });
  return {
    ...people,
    anonymous: createClient(url),
    newcomer: createClient(url),
    deleted: await deletedPerson(url),
  };
}

async function deletedPerson(url: string): Promise<Person> {
  const person = await signUp(url, 'deleted');
  await person.call('POST', '/api/users/me/delete/', { password, messages: 'keep' });
  return person;
}

export async function makePlace({ nobody, ...people }: People): Promise<Place> {
  const owner = people.owner as Person;
  const { uri } = await startChat(owner);
  const {
    body: { link_code: link },
  } = await owner.call<{ link_code: string }>('POST', `/api/chats/${uri}/link/`);
  for (const name of ['reader', 'member', 'moderator', 'former', 'banned'] as const)
    await join(people[name], link);
  const members = `/api/chats/${uri}/members`;
  await owner.call('PATCH', `${members}/${people.moderator.user?.id}/`, { role: 'moderator' });
  await owner.call('DELETE', `${members}/${people.former.user?.id}/`);
  await owner.call('PUT', `/api/chats/${uri}/bans/${people.banned.user?.id}/`);
  const guest = await guestOf(owner.url, link);
  const { body } = await putPicture(owner, `/api/chats/${uri}/picture/`, dot);
  const picture = body.picture?.split('/').at(-1) ?? '';
  const made = await owner.call<{ id: number }>('POST', `/api/chats/${uri}/links/`, {});
  const place: Place = {
    people: { ...people, guest },
    uri,
    link,
    messages: {},
    linkId: made.body.id,
    webhooks: {},
    account: nobody.user.id,
    picture,
  };
  for (const name of ['guest', 'reader', 'member', 'moderator', 'owner'] as const)
    place.messages[name] = (await post(place.people[name], uri, `by the ${name}`)).id;
  for (const name of ['reader', 'member', 'moderator', 'owner'] as const)
    place.webhooks[name] = await addWebhook(people[name], uri);
  await owner.call('PATCH', `${members}/${people.reader.user?.id}/`, { role: 'reader' });
  return place;
}

export async function makeDirectPlace(place: Place): Promise<Place> {
  const { owner, partner } = place.people;
  const { body } = await owner.call<{ uri: string }>('POST', '/api/chats/', { with: partner.user?.username });
  const messages = {
    partner: (await post(partner, body.uri, 'hi')).id,
    owner: (await post(owner, body.uri, 'hi')).id,
  };
  const webhooks = { partner: await addWebhook(partner, body.uri), owner: await addWebhook(owner, body.uri) };
  return { ...place, uri: body.uri, link: body.uri, messages, webhooks };
}

/** At an address that nothing is sent to. */
async function addWebhook(person: Client, uri: string): Promise<number> {
  const { body } = await person.call<{ id: number }>('POST', `/api/chats/${uri}/webhooks/`, {
    url: 'http://192.0.2.1/',
  });
  return body.id;
}

export async function guestOf(url: string, link: string): Promise<Place['people']['guest']> {
  const guest = createClient(url);
  const { body } = await guest.call<{ auth_token: string; user: { id: number; username: string } }>(
    'POST',
    `/api/chats/${link}/guests/`,
    { name: 'Ines' },
  );
  guest.token = body.auth_token;
  return Object.assign(guest, { user: body.user });
}

const idOf = ({ place }: Asked, name: CallerName) => place.people[name].user?.id ?? 0;
/** Somebody who is in the chat, and isn't the caller. */
const another = (asked: Asked): CallerName => (asked.caller === 'owner' ? 'moderator' : 'owner');
const ownMessage = ({ caller, place }: Asked) => ({
  id: place.messages[caller] ?? place.messages.owner ?? 0,
});
const othersMessage = (asked: Asked) => ({
  id: asked.place.messages[another(asked)] ?? asked.place.messages.partner ?? 0,
});
const oneAccount = ({ place }: Asked) => ({ id: place.account });
const username = () => ({ username: `new-${randomUUID()}`, password });

const credential = { id: 'AA', rawId: 'AA', type: 'public-key' };
const attestation = { ...credential, response: { clientDataJSON: 'AA', attestationObject: 'AA' } };
const assertion = {
  ...credential,
  response: { clientDataJSON: 'AA', authenticatorData: 'AA', signature: 'AA' },
};

function subscriptionOf(browser: string) {
  const keys = { p256dh: createECDH('prime256v1').generateKeys('base64url'), auth: 'A'.repeat(22) };
  return { endpoint: `https://push.example.org/${browser}`, keys };
}

/** One request for each row of the table. Whoever may send it hears 2xx. */
export const requests: Readonly<Record<string, Request>> = {
  'POST /auth/users/create/': { body: username },
  'POST /auth/token/create/': {
    body: ({ place }) => ({ username: place.people.owner.user?.username, password }),
  },
  'POST /auth/token/refresh/': { body: ({ place }) => ({ token: place.people.owner.token }) },
  'POST /auth/password/forgot/': { body: () => ({ email: 'nobody@example.org' }), isOff: true },
  'POST /auth/password/reset/look/': { body: () => ({ token: 'A'.repeat(43) }) },
  'POST /auth/password/reset/': { body: () => ({ token: 'A'.repeat(43), password }) },
  'POST /auth/email/confirm/': { body: () => ({ token: 'A'.repeat(43) }) },
  'POST /unsubscribe/:token': { params: () => ({ token: 'A'.repeat(43) }) },
  'GET /auth/me/': {},
  'POST /auth/users/keep/': { body: username, spends: true },
  'POST /auth/sign-out/': { spends: true },

  'GET /auth/ways/': {},
  'POST /auth/passkey/': {},
  'POST /auth/passkey/confirm/': { body: () => ({ credential: assertion }) },
  'POST /auth/openid/': { body: () => ({}), isOff: true },
  'GET /auth/openid/callback/': {},

  'GET /api/users/me/ways/': {},
  'POST /api/users/me/openid/': { body: () => ({}), isOff: true },
  'DELETE /api/users/me/openid/': {},
  'PATCH /api/users/me/': { body: () => ({ name: 'Ada' }) },
  'PATCH /api/users/me/settings/': { body: () => ({ quiet_hours: null }) },
  'GET /api/users/me/export/': {},
  'POST /api/users/me/password/': { body: () => ({ current_password: password, password }) },
  'POST /api/users/me/delete/': { body: () => ({ password, messages: 'keep' }), spends: true },
  'POST /api/users/me/email/': { body: () => ({ email: 'me@example.org', password }) },
  'POST /api/users/me/email/confirm/': { isOff: true },
  'GET /api/users/me/mail/': {},
  'PUT /api/users/me/mail/': { body: () => ({ level: 'all' }), isOff: true },
  'POST /api/users/me/mail/test/': { isOff: true },
  'POST /api/users/me/totp/': { body: () => ({ password }), spends: true },
  'POST /api/users/me/totp/confirm/': { body: () => ({ code: '123456' }) },
  'POST /api/users/me/totp/delete/': { body: () => ({ password, code: '123456' }) },
  'POST /api/users/me/recovery-codes/': { body: () => ({ password, code: '123456' }) },
  'POST /api/users/me/passkeys/': { body: () => ({ password }) },
  'POST /api/users/me/passkeys/confirm/': { body: () => ({ name: 'key', credential: attestation }) },
  'POST /api/users/me/passkeys/:id/delete/': { body: () => ({ password }), params: () => ({ id: 1 }) },
  'GET /api/users/me/channels/': {},
  'PUT /api/users/me/channels/:channel/': {
    params: () => ({ channel: 'ntfy' }),
    body: () => ({ address: 'harbour-lamp' }),
    isOff: true,
  },
  'DELETE /api/users/me/channels/:channel/': { params: () => ({ channel: 'ntfy' }), isOff: true },
  'GET /api/users/me/push/': {},
  'PUT /api/users/me/push/': { body: ({ caller }) => subscriptionOf(caller) },
  'DELETE /api/users/me/push/': {},
  // By now nobody is told by push.
  'POST /api/users/me/push/test/': { isOff: true },
  'GET /api/users/me/sessions/': {},
  'DELETE /api/users/me/sessions/': {},
  'DELETE /api/users/me/sessions/:id/ own': {
    params: ({ caller, place }) => ({ id: sessionOf(place.people[caller].token) }),
    spends: true,
  },
  'PUT /api/users/me/picture/': { body: () => dot },
  'DELETE /api/users/me/picture/': {},
  'GET /api/pictures/:file': { params: ({ place }) => ({ file: place.picture }) },

  'GET /api/chats/': {},
  'POST /api/chats/ group': { body: () => ({}) },
  'POST /api/chats/ direct': { body: ({ place }) => ({ with: place.people.partner.user?.username }) },
  'GET /api/chats/:uri/': {},
  'PATCH /api/chats/:uri/ person': {
    body: (asked) => ({ username: asked.place.people.member.user?.username }),
  },
  'PATCH /api/chats/:uri/ name': { body: () => ({ name: 'Crew' }) },
  'PATCH /api/chats/:uri/ slow_mode': { body: () => ({ slow_mode: 0 }) },
  'PATCH /api/chats/:uri/ link': { body: () => ({ link_enabled: true }) },
  'PATCH /api/chats/:uri/ history': { body: () => ({ history_for_new: null }) },
  'PATCH /api/chats/:uri/ lifetime': { body: () => ({ retention_days: null, ends_at: null }) },
  'DELETE /api/chats/:uri/': { spends: true },
  'POST /api/chats/:uri/link/': { spends: true },
  'PUT /api/chats/:uri/picture/': { body: () => dot },
  'DELETE /api/chats/:uri/picture/': {},
  'PATCH /api/chats/:uri/settings/': { body: () => ({ pinned: true }) },
  'PUT /api/chats/:uri/unread/': { body: () => ({ sequence: 1 }) },
  'GET /api/chats/:uri/seen/': {},
  'GET /api/chats/:uri/moderation/': {},
  'GET /api/chats/:uri/audit/': {},
  'PUT /api/chats/:uri/bans/:id/ member': { params: (asked) => ({ id: idOf(asked, 'former') }) },
  'PUT /api/chats/:uri/bans/:id/ moderator': {
    params: (asked) => ({ id: idOf(asked, another(asked)) }),
    spends: true,
  },
  'DELETE /api/chats/:uri/bans/:id/': { params: (asked) => ({ id: idOf(asked, 'former') }) },
  'DELETE /api/chats/:uri/members/:id/messages/ member': {
    params: (asked) => ({ id: idOf(asked, 'former') }),
    query: '?last=hour',
  },
  'DELETE /api/chats/:uri/members/:id/messages/ moderator': {
    params: (asked) => ({ id: idOf(asked, another(asked)) }),
    query: '?last=hour',
    spends: true,
  },
  'PUT /api/chats/:uri/held/:id/': { params: () => ({ id: 1 }) },
  'DELETE /api/chats/:uri/held/:id/': { params: () => ({ id: 1 }) },
  'PUT /api/chats/:uri/members/:id/mute/ member': {
    params: (asked) => ({ id: idOf(asked, 'member') }),
    body: () => ({ seconds: 3600 }),
    spends: true,
  },
  'PUT /api/chats/:uri/members/:id/mute/ moderator': {
    params: (asked) => ({ id: idOf(asked, another(asked)) }),
    body: () => ({ seconds: null }),
    spends: true,
  },
  'DELETE /api/chats/:uri/members/:id/mute/ member': { params: (asked) => ({ id: idOf(asked, 'member') }) },
  'DELETE /api/chats/:uri/members/:id/mute/ moderator': {
    params: (asked) => ({ id: idOf(asked, another(asked)) }),
    spends: true,
  },
  'GET /api/chats/:uri/messages/:id/versions/': { params: othersMessage },
  'POST /api/chats/:uri/messages/:id/reports/ own': { params: ownMessage, body: () => ({ reason: 'spam' }) },
  'POST /api/chats/:uri/messages/:id/reports/ other': {
    params: othersMessage,
    body: () => ({ reason: 'spam' }),
  },
  'DELETE /api/chats/:uri/messages/:id/reports/': { params: othersMessage },
  'GET /api/chats/:uri/events/': { query: '?after=0' },

  'PATCH /api/chats/:uri/members/:id/ writing': {
    params: (asked) => ({ id: idOf(asked, 'member') }),
    body: () => ({ role: 'member' }),
  },
  'PATCH /api/chats/:uri/members/:id/ role': {
    params: (asked) => ({ id: idOf(asked, 'moderator') }),
    body: () => ({ role: 'moderator' }),
  },
  'DELETE /api/chats/:uri/members/:id/ oneself': {
    params: (asked) => ({ id: idOf(asked, asked.caller) }),
    spends: true,
  },
  'DELETE /api/chats/:uri/members/:id/ member': { params: (asked) => ({ id: idOf(asked, 'former') }) },
  'DELETE /api/chats/:uri/members/:id/ moderator': {
    params: (asked) => ({ id: idOf(asked, another(asked)) }),
    spends: true,
  },

  'GET /api/chats/:uri/links/': {},
  'POST /api/chats/:uri/links/': { body: () => ({ name: 'Poster' }) },
  'PATCH /api/chats/:uri/links/:id/': {
    params: ({ place }) => ({ id: place.linkId }),
    body: () => ({ name: 'Poster' }),
  },
  'DELETE /api/chats/:uri/links/:id/ link': { params: ({ place }) => ({ id: place.linkId }) },
  'DELETE /api/chats/:uri/links/:id/ members': {
    params: ({ place }) => ({ id: place.linkId }),
    query: '?members=true',
  },
  'DELETE /api/chats/:uri/links/:id/ ban': {
    params: ({ place }) => ({ id: place.linkId }),
    query: '?members=ban',
  },
  'GET /api/chats/:uri/requests/': {},
  'POST /api/chats/:uri/requests/:id/': { params: (asked) => ({ id: idOf(asked, 'member') }) },
  'DELETE /api/chats/:uri/requests/:id/': { params: (asked) => ({ id: idOf(asked, 'member') }) },

  'GET /api/chats/:uri/webhooks/': {},
  'POST /api/chats/:uri/webhooks/ own': { body: () => ({ url: 'http://192.0.2.1/' }) },
  'POST /api/chats/:uri/webhooks/ everything': {
    body: () => ({ url: 'http://192.0.2.1/', everything: true }),
  },
  'DELETE /api/chats/:uri/webhooks/:id/': { params: () => ({ id: 999_999_999 }) },
  'POST /api/chats/:uri/webhooks/:id/test/': {
    params: ({ place, caller }) => ({ id: place.webhooks[caller] ?? 1 }),
  },

  'GET /api/chats/:uri/invitation/': {},
  'POST /api/chats/:uri/guests/': { body: () => ({ name: 'Ines' }) },
  'POST /api/chats/:uri/join/': { spends: 'invited' },
  'GET /api/chats/:uri/request/': {},

  'GET /api/chats/:uri/messages/': {},
  'POST /api/chats/:uri/messages/': { body: () => ({ message: 'hello' }) },
  'POST /api/chats/:uri/messages/search/': { body: () => ({ text: 'hello' }) },
  'PATCH /api/chats/:uri/messages/:id/ own': { params: ownMessage, body: () => ({ message: 'hello, you' }) },
  'PATCH /api/chats/:uri/messages/:id/ other': {
    params: othersMessage,
    body: () => ({ message: 'not mine' }),
  },
  'DELETE /api/chats/:uri/messages/:id/ own': { params: ownMessage, spends: true },
  'DELETE /api/chats/:uri/messages/:id/ other': { params: othersMessage, spends: true },
  'PUT /api/chats/:uri/messages/:id/reactions/:emoji/': {
    params: (asked) => ({ ...othersMessage(asked), emoji: '👍' }),
  },
  'DELETE /api/chats/:uri/messages/:id/reactions/:emoji/': {
    params: (asked) => ({ ...othersMessage(asked), emoji: '👍' }),
  },

  'GET /api/server/': {},
  'GET /api/server/terms/': {},
  'POST /api/server/claim/': { body: () => ({ token: 'A'.repeat(43) }) },

  'GET /api/admin/accounts/': { query: '?find=person' },
  'PATCH /api/admin/accounts/:id/': { params: oneAccount, body: () => ({ deactivated: false }) },
  'DELETE /api/admin/accounts/:id/sessions/': { params: oneAccount },
  'POST /api/admin/accounts/:id/reset/': { params: oneAccount, body: () => ({}) },
  'POST /api/admin/accounts/:id/delete/': {
    params: oneAccount,
    body: () => ({ password, messages: 'keep' }),
    spends: true,
  },
  'PUT /api/admin/accounts/:id/role/': { params: oneAccount, body: () => ({ role: null }) },
  'GET /api/admin/chats/': {},
  'POST /api/admin/chats/:uri/delete/': { body: () => ({ password }), spends: true },
  'GET /api/admin/reports/': {},
  'DELETE /api/admin/reports/:id/': { params: oneAccount },
  'GET /api/admin/audit/': {},
  'GET /api/admin/jobs/': {},
  'POST /api/admin/jobs/:id/retry/': { params: oneAccount, isOff: true },
  'DELETE /api/admin/jobs/:id/': { params: oneAccount, isOff: true },
  'GET /api/admin/state/': {},
  'GET /api/admin/settings/': {},
  'PATCH /api/admin/settings/': { body: () => ({ guests: true }) },
  'PUT /api/admin/logo/': { body: () => dot },
  'DELETE /api/admin/logo/': {},

  'GET /api/openapi.json': {},
  'GET /api/docs*': {},
  'GET /health/live': {},
  'GET /health/ready': {},
  'GET /health/check': { isOff: true },
  'GET /metrics': {},
};

/** Tokens say which session they are of. */
function sessionOf(token = ''): string {
  const [, claims = ''] = token.split('.');
  if (claims === '') return randomUUID();
  return (JSON.parse(String(Buffer.from(claims, 'base64url'))) as { sid: string }).sid;
}
