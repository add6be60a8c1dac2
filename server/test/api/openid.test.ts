import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OwnWays, Self } from '@chatire/protocol';
import { claim } from '../claim.ts';
import { cloneDatabase, type TestDatabase } from '../clone-database.ts';
import { createClient, password, signUp, startChat, type Client } from '../client.ts';
import { freePorts } from '../free-ports.ts';
import { createBrowser } from '../openid-browser.ts';
import { startOpenIdProvider, type TestProvider } from '../openid-provider.ts';
import { startServer, type RunningServer } from '../start-server.ts';

let url: string;
let provider: TestProvider;
let database: TestDatabase;
let server: RunningServer;

beforeAll(async () => {
  const [port] = await freePorts(1);
  url = `http://localhost:${port}`;
  [provider, database] = await Promise.all([startOpenIdProvider(url), cloneDatabase()]);
  // The start must not need it.
  provider.away = true;
  const env = { DATABASE_URL: database.url, RATE_LIMITS: 'off', PORT: String(port), PUBLIC_URL: url };
  server = await startServer({ env: { ...env, ...provider.env } });
});

afterAll(async () => {
  await server.stop();
  await Promise.all([provider.stop(), database.drop()]);
});

const browser = () => createBrowser(url, provider);
const fresh = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;

async function asWhoCame(visitor: ReturnType<typeof browser>): Promise<Client & { user: Self }> {
  const client = createClient(url);
  client.token = await visitor.token();
  return Object.assign(client, { user: (await client.call<Self>('GET', '/auth/me/')).body });
}

test('a provider that is away when the server starts costs nothing but the sign-in by it', async () => {
  const client = createClient(url);
  expect((await client.call('POST', '/auth/openid/')).status).toBe(503);
  provider.away = false;
  expect((await client.call('GET', '/auth/ways/')).body).toEqual({
    openid: { name: 'Harbour School' },
    mail: false,
  });
  expect((await client.call('POST', '/auth/openid/')).status).toBe(200);
});

test('the first sign-in makes an account, the next one finds it, and both lead to where one wanted to go', async () => {
  const [sub, username] = [randomUUID(), fresh('ada')];
  provider.people.set(sub, {
    preferred_username: username,
    name: 'Ada L.',
    email: 'ada@example.org',
    email_verified: true,
  });
  const first = browser();
  expect(await first.signIn(sub, '/chats/some-chat?a=b#c')).toBe('/chats/some-chat?a=b#c');
  expect([...first.cookies(url).keys()], 'what was taken along is gone').toEqual(['chatire']);
  const { user } = await asWhoCame(first);
  expect(user).toMatchObject({ username, name: 'Ada L.', email: 'ada@example.org', kind: 'account' });

  const again = browser();
  provider.people.set(sub, {
    preferred_username: 'renamed',
    email: 'other@example.org',
    email_verified: true,
  });
  await again.signIn(sub);
  expect((await asWhoCame(again)).user).toEqual(user);
});

test('an account that has the same user name and e-mail address is never taken over', async () => {
  const owner = await signUp(url, 'nadia');
  const email = `${owner.user.username}@example.org`;
  const kept = await createClient(url).call<Self>('POST', '/auth/users/create/', {
    username: fresh('mail'),
    password,
    email,
  });
  for (const verified of [true, false]) {
    const sub = randomUUID();
    provider.people.set(sub, { preferred_username: owner.user.username, email, email_verified: verified });
    const visitor = browser();
    await visitor.signIn(sub);
    const { user } = await asWhoCame(visitor);
    expect([owner.user.id, kept.body.id]).not.toContain(user.id);
    expect(user.username).toBe(`${owner.user.username}-${verified ? 2 : 3}`);
    expect(user.email).toBe(verified ? email : '');
  }
});

test.each([
  [{ preferred_username: 'guest:ines' }, /^guestines/],
  [{ preferred_username: 'Zoë von Ö', name: 'a\nb' }, /^ZoëvonÖ/],
  [{ preferred_username: '  ', email: 'max@example.org' }, /^max/],
  [{ preferred_username: 'x'.repeat(400) }, /^x{100}/],
  [{ preferred_username: 7, name: ['Ada'], email: {} }, /^person/],
  [{}, /^person/],
])('what the provider knows of somebody, %j, makes the user name %s', async (claims, username) => {
  const sub = randomUUID();
  provider.people.set(sub, claims);
  const visitor = browser();
  expect(await visitor.signIn(sub)).toBe('/chats');
  const { user } = await asWhoCame(visitor);
  expect(user.username).toMatch(username);
  expect(user.name).toBe(user.username);
});

type Visitor = ReturnType<typeof browser>;
const changed = (address: string, name: string, value: string) => {
  const changing = new URL(address);
  changing.searchParams.set(name, value);
  return changing.href;
};
/** Each gives where Chatire sends whoever tries it. */
const attacks: Record<string, (visitor: Visitor, sub: string) => Promise<Response>> = {
  'another state': async (visitor, sub) =>
    visitor.visit(changed(await visitor.agree(await visitor.begin(), sub), 'state', 'mine')),
  'another nonce': async (visitor, sub) =>
    visitor.visit(await visitor.agree(changed(await visitor.begin(), 'nonce', 'mine'), sub)),
  'another code': async (visitor, sub) =>
    visitor.visit(changed(await visitor.agree(await visitor.begin(), sub), 'code', 'mine')),
  'another issuer': async (visitor, sub) =>
    visitor.visit(changed(await visitor.agree(await visitor.begin(), sub), 'iss', 'https://evil.example')),
  'a code that was used': async (visitor, sub) => {
    const other = browser();
    const back = await other.agree(await other.begin(), sub);
    const sealed = new Map(other.cookies(url));
    await other.visit(back);
    for (const [name, value] of sealed) visitor.cookies(url).set(name, value);
    const cookie = [...sealed].map(([name, value]) => `${name}=${value}`).join('; ');
    return fetch(back, { headers: { cookie }, redirect: 'manual' });
  },
  'an answer that was begun in another browser': async (visitor, sub) => {
    const attacker = browser();
    return visitor.visit(await attacker.agree(await attacker.begin(), sub));
  },
  'the same, by somebody who has begun, too': async (visitor, sub) => {
    const attacker = browser();
    await visitor.begin();
    return visitor.visit(await attacker.agree(await attacker.begin(), sub));
  },
  'a cookie that was written by hand': async (visitor, sub) => {
    const back = await visitor.agree(await visitor.begin(), sub);
    return fetch(back, { headers: { cookie: 'chatire-openid=e30.e30.e30' }, redirect: 'manual' });
  },
  'no answer at all': (visitor) => visitor.visit(`${url}/auth/openid/callback/`),
};

test.each(Object.keys(attacks))('%s signs nobody in', async (name) => {
  const visitor = browser();
  const answer = await attacks[name]!(visitor, randomUUID());
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('/auth?openid=lost');
  expect(answer.headers.getSetCookie().join()).not.toContain('chatire=');
});

test('whoever refuses at the provider is told so, and so is whoever comes back while it is away', async () => {
  const visitor = browser();
  const state = new URL(await visitor.begin('/chats/x')).searchParams.get('state');
  const no = `error=access_denied&state=${state}&iss=${encodeURIComponent(provider.issuer)}`;
  const answer = await visitor.visit(`${url}/auth/openid/callback/?${no}`);
  expect(answer.headers.get('location')).toBe('/auth?openid=refused&next=%2Fchats%2Fx');

  const back = await visitor.agree(await visitor.begin(), randomUUID());
  provider.away = true;
  const away = await visitor.visit(back);
  provider.away = false;
  expect(away.headers.get('location')).toBe('/auth?openid=unreachable');
});

test.each([
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  'data:text/html,hello',
  '',
])('the place %j to go on at is refused', async (next) => {
  const { status, body } = await createClient(url).call('POST', '/auth/openid/', { next });
  expect([status, body.errors]).toEqual([400, { next: ['Must be a path of this page.'] }]);
});

test('the cookie that is taken along is out of reach for scripts, short-lived, and says nothing', async () => {
  const { headers } = await createClient(url).call('POST', '/auth/openid/', { next: '/chats/secret-place' });
  const cookie = headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(
    /^chatire-openid=[^;]+; Max-Age=600; Path=\/auth\/openid\/; HttpOnly; SameSite=Lax$/,
  );
  expect(Buffer.from(cookie.split('.').join(''), 'base64').toString()).not.toContain('secret-place');
});

test('an account is connected while signed in, one at the provider with one here, and disconnected while a password remains', async () => {
  const owner = await signUp(url, 'kenji');
  const elsewhere = await asWhoCame(await signedInAs(owner));
  const sub = randomUUID();
  expect(await browser().signIn(sub, '/settings', owner.token)).toBe('/settings');
  const ways = async (person: Client) => (await person.call<OwnWays>('GET', '/api/users/me/ways/')).body;
  expect(await ways(owner)).toMatchObject({
    has_password: true,
    openid: { name: 'Harbour School', connected: true },
  });
  const visitor = browser();
  await visitor.signIn(sub);
  expect((await asWhoCame(visitor)).user.id).toBe(owner.user.id);

  const other = await signUp(url, 'tomasz');
  for (const [person, at] of [
    [other, sub],
    [owner, randomUUID()],
  ] as const)
    expect(await browser().signIn(at, '/settings', person.token)).toBe('/settings?openid=taken');
  expect((await ways(other)).openid?.connected).toBe(false);

  expect((await owner.call('DELETE', '/api/users/me/openid/')).status).toBe(204);
  expect((await elsewhere.call('GET', '/auth/me/')).status).toBe(401);
  const stranger = browser();
  await stranger.signIn(sub);
  expect((await asWhoCame(stranger)).user.id).not.toBe(owner.user.id);
});

test('who has ended the session meanwhile connects nothing', async () => {
  const owner = await signUp(url, 'olga');
  const visitor = browser();
  const back = await visitor.agree(await visitor.begin('/settings', owner.token), randomUUID());
  await owner.call('POST', '/auth/sign-out/');
  expect((await visitor.visit(back)).headers.get('location')).toBe('/settings?openid=lost');
});

test('without a password one chooses one, or deletes the account, only soon after signing in', async () => {
  const sub = randomUUID();
  const visitor = browser();
  await visitor.signIn(sub);
  const person = await asWhoCame(visitor);
  expect((await person.call('DELETE', '/api/users/me/openid/')).status).toBe(409);
  const wrong = { username: person.user.username, password: 'any password' };
  expect((await person.call('POST', '/auth/token/create/', wrong)).body.code).toBe('wrong_credentials');

  const client = new pg.Client(database.connection);
  await client.connect();
  const earlier = `update sessions set created_at = now() - interval '11 minutes' where user_id = $1`;
  await client.query(earlier, [person.user.id]);
  await client.end();
  const late = [
    await person.call('POST', '/api/users/me/password/', { password }),
    await person.call('POST', '/api/users/me/delete/', { messages: 'keep' }),
  ];
  expect(late.map((answer) => answer.status)).toEqual([403, 403]);

  const again = browser();
  await again.signIn(sub);
  const soon = await asWhoCame(again);
  expect((await soon.call('POST', '/api/users/me/password/', { password })).status).toBe(204);
  expect((await soon.call('POST', '/api/users/me/password/', { password })).body.errors).toEqual({
    current_password: ['This field is required.'],
  });
  expect((await soon.call('DELETE', '/api/users/me/openid/')).status).toBe(204);
});

test('a guest becomes an account with the same id, and a deleted account is forgotten', async () => {
  const owner = await signUp(url, 'nadia');
  const { uri } = await startChat(owner);
  const guest = createClient(url);
  const joined = await guest.call<{ auth_token: string; user: Self }>('POST', `/api/chats/${uri}/guests/`, {
    name: 'Ines',
  });
  guest.token = joined.body.auth_token;
  const [sub, username] = [randomUUID(), fresh('ines')];
  provider.people.set(sub, { preferred_username: username, name: 'Somebody Else' });
  expect(await browser().signIn(sub, `/chats/${uri}`, guest.token)).toBe(`/chats/${uri}`);
  const visitor = browser();
  await visitor.signIn(sub);
  const kept = await asWhoCame(visitor);
  expect(kept.user).toMatchObject({ id: joined.body.user.id, kind: 'account', username, name: 'Ines' });

  expect((await kept.call('POST', '/api/users/me/delete/', { messages: 'keep' })).status).toBe(204);
  const back = browser();
  await back.signIn(sub);
  const again = await asWhoCame(back);
  expect(again.user).toMatchObject({ kind: 'account', username });
  expect(again.user.id).not.toBe(kept.user.id);
});

test('two who are the same and come for the first time at once are one account', async () => {
  const sub = randomUUID();
  provider.people.set(sub, { preferred_username: fresh('twin') });
  const visitors = [browser(), browser(), browser()];
  await Promise.all(visitors.map((visitor) => visitor.signIn(sub)));
  const people = await Promise.all(visitors.map(asWhoCame));
  expect(new Set(people.map(({ user }) => user.id)).size).toBe(1);
});

test('where nobody can sign up, the provider makes no account and keeps no guest; who is deactivated stays out', async () => {
  const [known, unknown, guests] = [randomUUID(), randomUUID(), randomUUID()];
  for (const sub of [known, unknown, guests]) provider.people.set(sub, { preferred_username: fresh('late') });
  const visitor = browser();
  await visitor.signIn(known);
  const { user } = await asWhoCame(visitor);
  const owner = await signUp(url, 'nadia');
  const { uri } = await startChat(owner);
  await claim(server, owner);
  const guest = createClient(url);
  const joined = await guest.call<{ auth_token: string }>('POST', `/api/chats/${uri}/guests/`, {
    name: 'Ines',
  });
  const change = (sign_up: string) => owner.call('PATCH', '/api/admin/settings/', { sign_up });

  await change('invitation');
  expect(await browser().signIn(unknown)).toBe('/auth?openid=closed');
  expect(await browser().signIn(randomUUID(), `/chats/${uri}`)).toBe(`/chats/${uri}`);
  await change('closed');
  expect(await browser().signIn(unknown, `/chats/${uri}`)).toMatch(/^\/auth\?openid=closed&/);
  expect(await browser().signIn(guests, '/settings', joined.body.auth_token)).toBe('/settings?openid=closed');
  expect(await browser().signIn(known)).toBe('/chats');
  await change('open');
  await owner.call('PATCH', `/api/admin/accounts/${user.id}/`, { deactivated: true });
  expect(await browser().signIn(known)).toBe('/auth?openid=closed');
});

async function signedInAs({ user }: { user: Self }): Promise<Visitor> {
  const visitor = browser();
  await visitor.visit(`${url}/auth/token/create/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: user.username, password }),
  });
  return visitor;
}
