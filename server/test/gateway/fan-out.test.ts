import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { unlimited } from '@chatire/protocol';
import { join, post, signUp, startChat, type Person } from '../client.ts';
import { connect, type TestSocket } from '../socket.ts';
import { startGateway } from '../start-gateway.ts';
import { useServer } from '../use-server.ts';

const server = useServer();
/** More than are written to in one turn of the server's event loop. */
const crowd = 600;
const sockets: TestSocket[] = [];
let owner: Person;
let uri: string;
let head: number;

beforeAll(async () => {
  owner = await signUp(server.url);
  ({ uri } = await startChat(owner));
  head = (await post(owner, uri, 'first')).sequence;
  for (let opened = 0; opened < crowd; opened += 50)
    sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => connect(owner)))));
});

afterAll(() => Promise.all(sockets.map((socket) => socket.close())));

test('in a chat of very many sockets each gets every event once and in order, also who comes meanwhile', async () => {
  const posts = Array.from({ length: 60 }, (_, index) => post(owner, uri, `message ${index}`));
  const late = await Promise.all(
    Array.from({ length: 20 }, () => connect(owner, { chats: { [uri]: head } })),
  );
  const last = Math.max(...(await Promise.all(posts)).map((message) => message.sequence));
  const expected = Array.from({ length: last - head }, (_, index) => head + 1 + index);
  for (const socket of [...sockets, ...late]) {
    await socket.waitFor((frame) => frame.type === 'event' && frame.sequence === last);
    expect(socket.events().map((event) => event.sequence)).toEqual(expected);
  }
  for (const socket of late) await socket.close();
  head = last;
});

test('whoever is removed gets everything before that and nothing after, also of what is ready together', async () => {
  const friend = await signUp(server.url);
  const { sequence, members } = await join(friend, uri);
  // No sweep comes, which would find what is only announced here not to be so.
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const gateway = await startGateway(server.database.url);
  const url = `http://127.0.0.1:${gateway.port}`;
  const theirs = await connect({ ...friend, url });
  const ours = await connect({ ...owner, url });
  const user = members.find((member) => member.id === friend.user.id)!;
  const base = { type: 'event', chat: uri, at: new Date().toISOString() } as const;
  const change = {
    name: 'Crew',
    topic: null,
    emoji: null,
    picture: null,
    link_enabled: true,
    link_code: uri,
    history_for_new: null,
    slow_mode: 0,
    hold_newcomers: false,
    ...unlimited,
  };
  const renamed = { kind: 'chat_updated', ...change } as const;
  const frames = [
    { ...base, ...renamed, sequence: sequence + 1 },
    { ...base, kind: 'member_left', user, sequence: sequence + 2 },
    { ...base, ...renamed, sequence: sequence + 3 },
  ] as const;
  // The only chat of this database.
  const chatId = 1;
  gateway.announce(frames.map((frame) => ({ to: 'chat', chatId, kind: 'event', frame })));
  await ours.waitFor((frame) => frame.type === 'event' && frame.sequence === sequence + 3);
  await theirs.waitForType('chat_removed');
  theirs.send({ type: 'ping' });
  await theirs.waitForType('pong');
  expect(theirs.frames.slice(1, -1)).toEqual([frames[0], { type: 'chat_removed', chat: uri }]);
  expect(ours.events().map((event) => event.sequence)).toEqual([1, 2, 3].map((step) => sequence + step));
  vi.useRealTimers();
  for (const socket of [theirs, ours]) await socket.close();
  await gateway.stop();
});
