import { expect, test } from 'vitest';
import type { LastSeen } from '@chatire/protocol';
import { join, post, signUp, startChat, type Person } from '../client.ts';
import { connect, type TestSocket } from '../socket.ts';
import { startGateway } from '../start-gateway.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

async function twoInAChat(): Promise<{ uri: string; owner: Person; friend: Person }> {
  const [owner, friend] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(owner);
  await join(friend, uri);
  return { uri, owner, friend };
}

const watch = (socket: TestSocket, chat: string | null, here = true, list: string[] = []) =>
  socket.send({ type: 'watch', chat, list, here });

const isHere =
  (...people: Person[]) =>
  (frame: TestSocket['frames'][number]) =>
    frame.type === 'presence' && String(frame.here) === String(people.map(({ user }) => user.id));

test('who shows a chat is told who is there, and who looks away from the page', async () => {
  const { uri, owner, friend } = await twoInAChat();
  const [ours, theirs] = [await connect(owner), await connect(friend)];
  watch(ours, null, true, [uri]);
  await ours.waitFor(isHere(owner, friend));
  watch(theirs, null, false);
  await ours.waitFor(isHere(owner));
  expect(theirs.frames.filter((frame) => frame.type === 'presence')).toEqual([]);
  for (const socket of [ours, theirs]) await socket.close();
});

test('how far the others have read is told to those who have the chat open, up to now and from now on', async () => {
  const { uri, owner, friend } = await twoInAChat();
  const [ours, theirs] = [await connect(owner), await connect(friend)];
  const mark = (sequence: number) => ({ user: friend.user.id, sequence });
  const isMarked = (sequence: number) => (frame: TestSocket['frames'][number]) =>
    frame.type === 'reads' && JSON.stringify(frame.marks).includes(JSON.stringify(mark(sequence)));
  const first = await post(owner, uri, 'first');
  theirs.send({ type: 'read', chat: uri, sequence: first.sequence });
  await theirs.waitForType('read');
  watch(ours, uri);
  await ours.waitFor(isMarked(first.sequence));
  const second = await post(owner, uri, 'second');
  theirs.send({ type: 'read', chat: uri, sequence: second.sequence });
  theirs.send({ type: 'read', chat: uri, sequence: first.sequence });
  expect(await ours.waitFor(isMarked(second.sequence))).toMatchObject({ chat: uri });

  watch(theirs, uri);
  await theirs.waitForType('reads');
  await friend.call('PATCH', '/api/users/me/settings/', { share_reads: false });
  await ours.waitFor((frame) => frame.type === 'reads' && frame.marks.length === 1);
  for (const socket of [ours, theirs]) await socket.close();
});

test('a chat of others tells nothing, and whoever is removed is told nothing more', async () => {
  const { uri, owner, friend } = await twoInAChat();
  const stranger = await signUp(server.url);
  const sockets = await Promise.all([owner, friend, stranger].map((person) => connect(person)));
  const [ours, theirs, strangers] = sockets as [TestSocket, TestSocket, TestSocket];
  for (const socket of sockets) watch(socket, uri);
  await ours.waitFor(isHere(owner, friend));
  await theirs.waitFor(isHere(owner, friend));
  await owner.call('DELETE', `/api/chats/${uri}/members/${friend.user.id}/`);
  await theirs.waitForType('chat_removed');
  await ours.waitFor(isHere(owner));
  const known = theirs.frames.filter(({ type }) => type === 'presence' || type === 'reads').length;
  watch(ours, uri, false);
  watch(ours, uri, true);
  theirs.send({ type: 'ping' });
  await theirs.waitForType('pong');
  expect(theirs.frames.filter(({ type }) => type === 'presence' || type === 'reads')).toHaveLength(known);
  expect(theirs.frames.some(isHere(owner))).toBe(false);
  expect(strangers.frames.map((frame) => frame.type)).toEqual(['ready']);
  for (const socket of sockets) await socket.close();
});

test('when somebody was last there is told to members, unless one of the two keeps it to themselves', async () => {
  const { uri, owner, friend } = await twoInAChat();
  const seenBy = async (person: Person) =>
    (await person.call<LastSeen>('GET', `/api/chats/${uri}/seen/`)).body.seen;
  const [before] = await seenBy(owner);
  const gateway = await startGateway(server.database.url);
  await connect({ ...friend, url: `http://127.0.0.1:${gateway.port}` });
  await gateway.stop();
  const [after, ...others] = await seenBy(owner);
  expect(others).toEqual([]);
  expect(after?.user).toBe(friend.user.id);
  expect(Date.parse(after!.at)).toBeGreaterThan(Date.parse(before!.at));
  await friend.call('PATCH', '/api/users/me/settings/', { share_reads: false });
  expect([await seenBy(owner), await seenBy(friend)]).toEqual([[], []]);
  const stranger = await signUp(server.url);
  expect((await stranger.call('GET', `/api/chats/${uri}/seen/`)).status).toBe(404);
});
