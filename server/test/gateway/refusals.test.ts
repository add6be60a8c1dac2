import { request } from 'node:http';
import { expect, test } from 'vitest';
import { closeCodes, limits } from '@chatire/protocol';
import { createClient, signUp } from '../client.ts';
import { connect, openSocket } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer({ ALLOWED_ORIGINS: 'https://friends.example' });

const nonsense: [string, unknown, number][] = [
  ['no JSON', 'hello', closeCodes.invalid_frame.code],
  ['an unknown type', { type: 'shout' }, closeCodes.invalid_frame.code],
  ['an unknown field', { type: 'ping', extra: 1 }, closeCodes.invalid_frame.code],
  ['a wrong address', { type: 'typing', chat: '../etc' }, closeCodes.invalid_frame.code],
  ['a second hello', { type: 'hello', token: 'x', epoch: null, chats: {} }, closeCodes.invalid_frame.code],
  ['binary', Buffer.from([1, 2, 3]), closeCodes.unsupported_data.code],
  ['too much', 'x'.repeat(limits.frameBytes + 1), closeCodes.too_big.code],
];

test.each(nonsense)('%s closes that client with a code, and no other', async (_name, frame, code) => {
  const person = await signUp(server.url);
  const [bad, good] = [await connect(person), await connect(person)];
  bad.send(frame);
  expect((await bad.closed()).code).toBe(code);
  good.send({ type: 'ping' });
  await good.waitForType('pong');
  await good.close();
});

test('whatever a client makes up, the reason of its close fits the protocol', async () => {
  const socket = await openSocket(server.url);
  socket.send({
    type: 'hello',
    token: 'x',
    epoch: null,
    chats: { ['ż'.repeat(130)]: 1 },
    ['ż'.repeat(130)]: 1,
  });
  expect((await socket.closed()).code).toBe(closeCodes.invalid_frame.code);
});

test('a flood of frames closes the socket with a code that allows coming back', async () => {
  const socket = await connect(await signUp(server.url));
  for (let index = 0; index < 500; index++) socket.send({ type: 'ping' });
  expect((await socket.closed()).code).toBe(closeCodes.too_many_frames.code);
});

test('whatever comes before the hello closes the socket', async () => {
  const socket = await openSocket(server.url);
  socket.send({ type: 'ping' });
  expect((await socket.closed()).code).toBe(closeCodes.hello_expected.code);
});

test('without a hello within 5 s the socket closes', async () => {
  const socket = await openSocket(server.url);
  expect((await socket.closed()).code).toBe(closeCodes.hello_timeout.code);
});

test.each(['', 'x.y.z', 'eyJhbGciOiJub25lIn0.eyJzaWQiOiJ4IiwidXNlcl9pZCI6MSwib3JpZ19pYXQiOjF9.'])(
  'the token %j is refused',
  async (token) => {
    const socket = await openSocket(server.url);
    socket.send({ type: 'hello', token, epoch: null, chats: {} });
    expect((await socket.closed()).code).toBe(closeCodes.token_refused.code);
  },
);

test('pages of foreign origins get no socket; allowed ones and programs do', async () => {
  for (const origin of [
    'https://evil.example',
    'null',
    server.url.replace('localhost', 'localhost.evil.example'),
  ])
    expect(await upgradeStatus('/ws', origin)).toBe(403);
  expect(await upgradeStatus('/elsewhere', undefined)).toBe(404);
  for (const origin of [server.url, 'https://friends.example']) {
    const socket = await openSocket(server.url, { origin });
    await socket.close();
  }
});

test('a token in the address is not looked at', async () => {
  const person = await signUp(server.url);
  const socket = await openSocket(server.url, { query: `token=${person.token}` });
  socket.send({ type: 'ping' });
  expect((await socket.closed()).code).toBe(closeCodes.hello_expected.code);
});

test('the server goes on after all of this', async () => {
  expect((await createClient(server.url).call('GET', '/health/ready')).status).toBe(200);
});

function upgradeStatus(path: string, origin: string | undefined): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, server.url), {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...(origin === undefined ? {} : { origin }),
      },
    });
    sent.on('response', (response) => resolve(response.statusCode));
    sent.on('upgrade', () => resolve(101));
    sent.on('error', reject);
    sent.end();
  });
}
