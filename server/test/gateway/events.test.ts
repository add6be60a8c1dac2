import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createClient, edit, erase, history, join, post, signUp, startChat } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

test('a message reaches every member at once, the same to each, and no stranger', async () => {
  const [owner, friend, stranger] = [
    await signUp(server.url),
    await signUp(server.url),
    await signUp(server.url),
  ];
  const { uri } = await startChat(owner);
  await join(friend, uri);
  const sockets = [await connect(owner), await connect(friend)];
  const strangerSocket = await connect(stranger);
  await post(owner, uri, 'hello');
  const message = (await history(owner, uri)).messages[0]!;
  for (const socket of sockets) {
    const frame = await socket.waitFor((frame) => frame.type === 'event' && frame.kind === 'message_posted');
    expect(frame).toEqual({
      type: 'event',
      chat: uri,
      sequence: message.sequence,
      at: message.created_at,
      kind: 'message_posted',
      mentioned: [],
      message,
    });
  }
  strangerSocket.send({ type: 'ping' });
  await strangerSocket.waitForType('pong');
  expect(strangerSocket.events()).toEqual([]);
  for (const socket of [...sockets, strangerSocket]) await socket.close();
});

test('an edit and a deletion reach every member at once, and whoever was removed hears of neither', async () => {
  const [owner, friend, gone] = [
    await signUp(server.url),
    await signUp(server.url),
    await signUp(server.url),
  ];
  const { uri } = await startChat(owner);
  await join(friend, uri);
  await join(gone, uri);
  const { id, sequence } = await post(friend, uri, 'helo');
  const sockets = [await connect(owner), await connect(friend)];
  const goneSocket = await connect(gone);
  await owner.call('DELETE', `/api/chats/${uri}/members/${gone.user.id}/`);
  await edit(friend, uri, id, 'hello');
  await edit(friend, uri, id, 'hello');
  await erase(owner, uri, id);
  await erase(friend, uri, id);
  const next = await post(owner, uri, 'next');
  for (const socket of sockets) {
    await socket.waitFor((frame) => frame.type === 'event' && frame.sequence === next.sequence);
    expect(socket.events()).toMatchObject([
      { kind: 'member_left' },
      { kind: 'message_edited', message: { id, sequence, message: 'hello', deleted_at: null } },
      { kind: 'message_deleted', message: { id, sequence, message: '', user: { id: friend.user.id } } },
      { kind: 'message_posted', sequence: sequence + 4 },
    ]);
    await socket.close();
  }
  await goneSocket.waitForType('chat_removed');
  expect(goneSocket.events()).toEqual([]);
  await goneSocket.close();
});

test('somebody who is added hears of the chat and everything after, without a new socket', async () => {
  const [owner, friend] = [await signUp(server.url), await signUp(server.url)];
  const socket = await connect(friend);
  const { uri } = await startChat(owner);
  await post(owner, uri, 'before');
  await owner.call('PATCH', `/api/chats/${uri}/`, { username: friend.user.username });
  const added = await socket.waitForType('chat_added');
  const message = await post(owner, uri, 'after');
  await socket.waitFor((frame) => frame.type === 'event' && frame.sequence === message.sequence);
  const sequences = socket.events().map((event) => event.sequence);
  expect(added.chat).toBe(uri);
  expect(sequences).toEqual(
    Array.from({ length: message.sequence - added.sequence }, (_, index) => added.sequence + 1 + index),
  );
  await socket.close();
});

test('joining, renaming, switching the link and keeping a guest are events of the log', async () => {
  const owner = await signUp(server.url);
  const { uri, sequence } = await startChat(owner);
  const socket = await connect(owner);
  const guest = createClient(server.url);
  const { body } = await guest.call<{ auth_token: string }>('POST', `/api/chats/${uri}/guests/`, {
    name: 'Ines',
  });
  guest.token = body.auth_token;
  await owner.call('PATCH', `/api/chats/${uri}/`, { name: 'Crew', link_enabled: false });
  await guest.call('POST', '/auth/users/keep/', {
    username: `ines-${randomUUID().slice(0, 8)}`,
    password: 'quiet harbour lamp',
  });
  await socket.waitFor((frame) => frame.type === 'event' && frame.sequence === sequence + 3);
  expect(socket.events()).toMatchObject([
    {
      sequence: sequence + 1,
      kind: 'member_joined',
      member: { name: 'Ines', kind: 'guest', role: 'member' },
    },
    { sequence: sequence + 2, kind: 'chat_updated', name: 'Crew', link_enabled: false },
    { sequence: sequence + 3, kind: 'member_updated', member: { name: 'Ines', kind: 'account' } },
  ]);
  await socket.close();
});

test('typing reaches the others in the chat, not the person, and not other chats', async () => {
  const [owner, friend] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(owner);
  const { uri: foreign } = await startChat(await signUp(server.url));
  await join(friend, uri);
  const [ownerSocket, friendSocket] = [await connect(owner), await connect(friend)];
  ownerSocket.send({ type: 'typing', chat: foreign });
  ownerSocket.send({ type: 'typing', chat: uri });
  const frame = await friendSocket.waitForType('typing');
  expect(frame).toEqual({
    type: 'typing',
    chat: uri,
    user: expect.objectContaining({ id: owner.user.id, name: owner.user.name }),
  });
  expect(ownerSocket.frames.filter(({ type }) => type === 'typing')).toEqual([]);
  for (const socket of [ownerSocket, friendSocket]) await socket.close();
});

test('read marks only grow, reach the other devices of the same person, and make the unread count', async () => {
  const [owner, friend] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(owner);
  await join(friend, uri);
  const messages = [
    await post(owner, uri, 'one'),
    await post(owner, uri, 'two'),
    await post(owner, uri, 'three'),
  ];
  const unread = async () =>
    (await friend.call<{ unread_count: number }>('GET', `/api/chats/${uri}/`)).body.unread_count;
  expect(await unread()).toBe(3);
  const [phone, laptop] = [await connect(friend), await connect(friend)];
  phone.send({ type: 'read', chat: uri, sequence: messages[1]!.sequence });
  expect(await laptop.waitForType('read')).toEqual({
    type: 'read',
    chat: uri,
    sequence: messages[1]!.sequence,
  });
  expect(await unread()).toBe(1);
  phone.send({ type: 'read', chat: uri, sequence: messages[0]!.sequence });
  phone.send({ type: 'read', chat: uri, sequence: 1_000_000 });
  await laptop.waitFor((frame) => frame.type === 'read' && frame.sequence === messages[2]!.sequence);
  expect(laptop.frames.filter(({ type }) => type === 'read')).toHaveLength(2);
  expect(await unread()).toBe(0);
  for (const socket of [phone, laptop]) await socket.close();
});
