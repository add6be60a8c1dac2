import { request } from 'node:http';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { Message } from '@chatire/protocol';
import { createClient, post, signUp, startChat, type Client } from '../client.ts';
import { connect, openSocket } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer({ RATE_LIMITS: 'on' });

async function guestOf(uri: string): Promise<Client> {
  const guest = createClient(server.url);
  const path = `/api/chats/${uri}/guests/`;
  guest.token = (await guest.call<{ auth_token: string }>('POST', path, { name: 'Ines' })).body.auth_token;
  return guest;
}

test('a guest who writes as fast as one can has to wait, and is told how long; others write on', async () => {
  const owner = await signUp(server.url);
  const { uri } = await startChat(owner);
  const [guest, other] = [await guestOf(uri), await guestOf(uri)];
  const path = `/api/chats/${uri}/messages/`;
  const answers = await Promise.all(
    Array.from({ length: 90 }, () => guest.call<Message>('POST', path, { message: 'more' })),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(50);
  expect(refused.length).toBeGreaterThan(10);
  expect(refused[0]!.body).toMatchObject({
    code: 'too_many_requests',
    detail: expect.stringContaining('Try'),
  });
  for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  await post(owner, uri, 'a calm word');
  await post(other, uri, 'and another');
});

test('what somebody tries who is no longer in the chat costs those who are nothing', async () => {
  const owner = await signUp(server.url);
  const { uri } = await startChat(owner);
  const strangers = await Promise.all(Array.from({ length: 5 }, () => guestOf(uri)));
  const inside = await guestOf(uri);
  const path = `/api/chats/${uri}/messages/`;
  for (const stranger of strangers) {
    const { id } = (await stranger.call<{ id: number }>('GET', '/auth/me/')).body;
    await owner.call('DELETE', `/api/chats/${uri}/members/${id}/`);
  }
  // Five guests have more tokens together than all guests of a chat. A try holds its token until it is answered.
  for (const stranger of strangers) {
    const tries = Array.from({ length: 45 }, () => stranger.call('POST', path, { message: 'let me' }));
    expect(new Set((await Promise.all(tries)).map(({ status }) => status))).toEqual(new Set([404]));
  }
  for (let index = 0; index < 20; index++) await post(inside, uri, `word ${index}`);
});

test('one person has at most fifty sockets, and is told when to try again', async () => {
  const person = await signUp(server.url);
  const sockets = await Promise.all(Array.from({ length: 50 }, () => connect(person)));
  const late = await openSocket(person.url);
  late.send({ type: 'hello', token: person.token, epoch: null, chats: {} });
  expect((await late.waitForType('reconnect')).after).toBeGreaterThan(1_000);
  expect((await late.closed()).code).toBe(4007);
  await Promise.all(sockets.map((socket) => socket.close()));
  await (await connect(person)).close();
});

test('all that is kept of somebody is read three times, then one has to wait', async () => {
  const person = await signUp(server.url);
  const statuses = [];
  for (let index = 0; index < 4; index++)
    statuses.push((await person.call('GET', '/api/users/me/export/')).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
});

test('one address has at most two thousand sockets', async () => {
  const sockets: Socket[] = [];
  const open = () =>
    new Promise<number | undefined>((resolve) => {
      const headers = {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      };
      const sent = request(new URL('/ws', server.url), { headers, agent: false });
      sent.on('response', ({ statusCode }) => resolve(statusCode));
      sent.on('upgrade', ({ statusCode }, socket) => {
        sockets.push(socket);
        resolve(statusCode);
      });
      sent.end();
    });
  const statuses = await Promise.all(Array.from({ length: 2_001 }, open));
  for (const socket of sockets) socket.destroy();
  expect(statuses.filter((status) => status === 101)).toHaveLength(2_000);
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
});
