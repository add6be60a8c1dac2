import { expect, test } from 'vitest';
import type { ChatDetails } from '@chatire/protocol';
import { join, post, signUp, startChat, type Person } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

async function chatOfThree(): Promise<{ uri: string; owner: Person; friend: Person; other: Person }> {
  const [owner, friend, other] = [
    await signUp(server.url),
    await signUp(server.url),
    await signUp(server.url),
  ];
  const { uri } = await startChat(owner);
  await join(friend, uri);
  await join(other, uri);
  return { uri, owner, friend, other };
}

const remove = (caller: Person, uri: string, who: Person) =>
  caller.call('DELETE', `/api/chats/${uri}/members/${who.user.id}/`);
const details = async (caller: Person, uri: string) =>
  (await caller.call<ChatDetails>('GET', `/api/chats/${uri}/`)).body;

test('whoever is removed hears so at once and nothing after it, and finds every door closed', async () => {
  const { uri, owner, friend } = await chatOfThree();
  const [ownerSocket, friendSocket] = [await connect(owner), await connect(friend)];
  await post(friend, uri, 'still here');
  expect((await remove(owner, uri, friend)).status).toBe(204);
  const secret = await post(owner, uri, 'secret');
  await friendSocket.waitForType('chat_removed');
  await ownerSocket.waitFor((frame) => frame.type === 'event' && frame.sequence === secret.sequence);
  friendSocket.send({ type: 'typing', chat: uri });
  friendSocket.send({ type: 'read', chat: uri, sequence: secret.sequence });
  friendSocket.send({ type: 'ping' });
  await friendSocket.waitForType('pong');
  expect(friendSocket.events().map((event) => event.kind)).toEqual(['message_posted']);
  expect(ownerSocket.events().map((event) => event.kind)).toEqual([
    'message_posted',
    'member_left',
    'message_posted',
  ]);
  for (const [method, path, body] of [
    ['GET', ''],
    ['GET', 'messages/'],
    ['POST', 'messages/', { message: 'let me in' }],
    ['PATCH', '', { username: owner.user.username }],
  ] as const)
    expect((await friend.call(method, `/api/chats/${uri}/${path}`, body)).status).toBe(404);
  const { epoch } = await friendSocket.waitForType('ready');
  const back = await connect(friend, { epoch, chats: { [uri]: 1 } });
  expect(back.frames).toMatchObject([{ type: 'ready', chats: {} }]);
  for (const socket of [ownerSocket, friendSocket, back]) await socket.close();
});

test('what a member said stays, under the same name', async () => {
  const { uri, owner, friend } = await chatOfThree();
  const said = await post(friend, uri, 'remember me');
  await remove(friend, uri, friend);
  const answer = await owner.call<{ messages: unknown[] }>('GET', `/api/chats/${uri}/messages/`);
  expect(answer.body.messages).toMatchObject([
    { id: said.id, user: { id: friend.user.id, name: friend.user.name } },
  ]);
});

test('only the owner removes others; removing somebody who has gone changes nothing', async () => {
  const { uri, owner, friend, other } = await chatOfThree();
  expect((await remove(friend, uri, other)).body.code).toBe('not_allowed');
  await remove(owner, uri, other);
  const { sequence } = await details(owner, uri);
  expect((await remove(owner, uri, other)).status).toBe(204);
  expect((await details(owner, uri)).sequence).toBe(sequence);
});

test('when the owner leaves, the member who has been there longest is the owner; after the last one the link is off', async () => {
  const { uri, owner, friend, other } = await chatOfThree();
  const socket = await connect(other);
  await remove(owner, uri, owner);
  expect((await details(friend, uri)).members).toMatchObject([
    { id: friend.user.id, role: 'owner' },
    { id: other.user.id, role: 'member' },
  ]);
  await socket.waitFor((frame) => frame.type === 'event' && frame.kind === 'member_updated');
  expect(socket.events()).toMatchObject([
    { kind: 'member_left', user: { id: owner.user.id } },
    { kind: 'member_updated', member: { id: friend.user.id, role: 'owner' } },
  ]);
  await socket.close();
  await remove(friend, uri, other);
  await remove(friend, uri, friend);
  expect((await other.call('POST', `/api/chats/${uri}/join/`)).status).toBe(404);
});

test('coming back through the link starts a new membership', async () => {
  const { uri, owner, friend } = await chatOfThree();
  await remove(friend, uri, friend);
  const chat = await join(friend, uri);
  expect(chat.members.map((member) => member.id).indexOf(friend.user.id)).toBe(2);
  expect((await details(owner, uri)).member_count).toBe(3);
});
