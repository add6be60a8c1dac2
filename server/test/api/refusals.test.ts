import { createECDH } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { needsOf, openNeeds, routes, type Problem } from '@chatire/protocol';
import { createClient, signUp, startChat, type Person } from '../client.ts';
import { useServer } from '../use-server.ts';

const server = useServer({ ALLOWED_ORIGINS: 'https://friends.example' });
const someUri = 'A'.repeat(22);

/** Of the addresses for administrators nobody else learns that they are there. */
const signedInRoutes = Object.keys(routes)
  .map((route) => route.split(' ') as [string, string])
  .filter(([, path]) => !path.startsWith('/api/admin/'))
  .filter(
    ([method, path]) => !Object.values(needsOf(method, path)!).every((need) => openNeeds.includes(need)),
  );

test.each(signedInRoutes)('%s %s answers 401 before anything else', async (method, route) => {
  const path = route.replace(':uri', someUri);
  const client = createClient(server.url);
  const nonsense = method === 'GET' ? undefined : [1, 2];
  for (const authorization of ['', 'Bearer', 'Bearer x.y.z', 'Basic abc', `Bearer ${'x'.repeat(5000)}`]) {
    const answer = await client.call(method, path, nonsense, { authorization });
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({
      status: 401,
      code: 'not_signed_in',
      detail: expect.stringMatching(/[Ss]ign in/),
    });
  }
});

test.each(['{', '[]', '"text"', 'null', '{"__proto__": 1}', '{"message": {"deep": []}}'])(
  'the body %s gives 400 and never 500',
  async (body) => {
    const person = await signUp(server.url);
    const { uri } = await startChat(person);
    const response = await fetch(`${server.url}/api/chats/${uri}/messages/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  },
);

const [json, form] = ['application/json', 'application/x-www-form-urlencoded'];
const there = 'There is no such field.';
const wrongBodies: [string, string, string | Buffer, string, object][] = [
  ['an unknown field', json, '{"message": "a", "role": "owner"}', 'messages/', { role: [there] }],
  ['an unknown field of a form', form, 'message=a&__proto__=b', 'messages/', { ['__proto__']: [there] }],
  [
    'a field within a field',
    json,
    '{"quiet_hours": {"from": "22:00", "to": "07:00", "x": 1}}',
    'me',
    { quiet_hours: [there] },
  ],
  ['a body where none is taken', json, '{"role": "owner"}', 'join/', { role: [there] }],
  [
    'a message 0 to answer',
    json,
    '{"message": "a", "reply_to": 0}',
    'messages/',
    { reply_to: ['Must be the id of a message.'] },
  ],
  [
    'a NUL in a name',
    json,
    String.raw`{"username": "a\u0000"}`,
    '',
    { username: ['Must not contain the character NUL.'] },
  ],
];

test.each(wrongBodies)('%s gives 400 at the field', async (_name, type, body, path, errors) => {
  const answer = await send(path, type, body);
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toEqual(errors);
});

test.each([
  ['a body that is not UTF-8', json, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['a form that is not UTF-8', form, Buffer.from([0x6d, 0x3d, 0xff])],
  ['a form that is not UTF-8 once its signs are read', form, 'message=%ff'],
  ['a form with a field twice', form, 'message=a&message=b'],
  ['eleven levels', json, `{"message": ${'['.repeat(10)}${']'.repeat(10)}}`],
  ['a body of nothing but brackets', json, '['.repeat(60_000)],
])('%s cannot be read', async (_name, type, body) => {
  const answer = await send('messages/', type, body);
  expect([answer.status, answer.body.code]).toEqual([400, 'malformed']);
});

test('brackets and quotation marks in a text are no levels', async () => {
  const message = String.raw`"\" [[[[[[[[[[[[ {{{{ \\"`;
  expect((await send('messages/', json, JSON.stringify({ message }))).body).toMatchObject({ message });
});

test('a query with a field that there is not gives 400', async () => {
  const person = await signUp(server.url);
  const { uri } = await startChat(person);
  const answer = await person.call('GET', `/api/chats/${uri}/messages/?limitt=5`);
  expect([answer.status, answer.body.errors]).toEqual([400, { limitt: [there] }]);
});

let sender: { person: Person; uri: string } | undefined;

/** To a chat of one's own, or to one's settings. */
async function send(path: string, type: string, body: string | Buffer) {
  const person = sender?.person ?? (await signUp(server.url));
  const uri = sender?.uri ?? (await startChat(person)).uri;
  sender = { person, uri };
  const url = path === 'me' ? '/api/users/me/settings/' : `/api/chats/${uri}/${path}`;
  const method = path === 'me' || path === '' ? 'PATCH' : 'POST';
  const headers = { authorization: `Bearer ${person.token}`, 'content-type': type };
  const response = await fetch(server.url + url, { method, headers, body });
  return { status: response.status, body: (await response.json()) as Problem };
}

test('a body that is too large, or of another kind, is refused with its own status', async () => {
  const client = createClient(server.url);
  expect((await client.call('POST', '/auth/token/create/', { username: 'x'.repeat(70_000) })).status).toBe(
    413,
  );
  const xml = await client.call('POST', '/auth/token/create/', undefined, {
    'content-type': 'application/xml',
  });
  expect([xml.status < 500, xml.status >= 400]).toEqual([true, true]);
});

test.each([
  '/api/nothing',
  '/api/chats/%00/',
  '/api/chats/%E0%A4%A/',
  '/auth/nothing/',
  '/api/chats/..%2f..%2fetc',
])('the address %s gives a problem document', async (path) => {
  const person = await signUp(server.url);
  const answer = await person.call('GET', path);
  expect([400, 404]).toContain(answer.status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});

test('pages of allowed origins may call, others get no permission', async () => {
  const preflight = (origin: string) =>
    fetch(`${server.url}/api/chats/`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });
  const friend = await preflight('https://friends.example');
  expect(friend.headers.get('access-control-allow-origin')).toBe('https://friends.example');
  expect(friend.headers.get('access-control-allow-headers')).toContain('authorization');
  const stranger = await preflight('https://evil.example');
  expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
});

test('only the https addresses of push services are taken, and keys that something can be sealed with', async () => {
  const url = '/api/users/me/push/';
  const person = await signUp(server.url);
  const good = { p256dh: createECDH('prime256v1').generateKeys('base64url'), auth: 'A'.repeat(22) };
  const subscribe = async (endpoint: string, keys: object = {}) => {
    const wish = { endpoint, keys: { ...good, ...keys } };
    const { status, body } = await person.call('PUT', url, wish);
    return status === 204 ? 'taken' : Object.keys(body.errors ?? {}).join();
  };
  expect(await subscribe('http://push.example.org/1')).toBe('endpoint');
  expect(await subscribe('ftp://push.example.org/1')).toBe('endpoint');
  expect(await subscribe('https://me:secret@push.example.org/1')).toBe('endpoint');
  expect(await subscribe('https://push.example.org/1', { p256dh: 'A'.repeat(87) })).toBe('keys');
  expect(await subscribe('https://push.example.org/1', { auth: 'A' })).toBe('keys');

  // Where a name leads is seen when it is asked: nothing near is.
  let asked = 0;
  const near = createServer(() => asked++).listen(0, '127.0.0.1');
  await once(near, 'listening');
  const { port } = near.address() as AddressInfo;
  for (const host of ['127.0.0.1', 'localhost']) {
    expect(await subscribe(`https://${host}:${port}/`)).toBe('taken');
    const { status, body } = await person.call('POST', `${url}test/`);
    expect([status, body.code]).toEqual([409, 'conflict']);
  }
  expect(asked).toBe(0);
  near.close();
});
