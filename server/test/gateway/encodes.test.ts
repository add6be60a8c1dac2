import { Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { unlimited, type EventFrame } from '@chatire/protocol';
import { join, signUp, startChat } from '../client.ts';
import { connect } from '../socket.ts';
import { startGateway } from '../start-gateway.ts';
import { useServer } from '../use-server.ts';

const server = useServer();
const crowd = 20;

// What makes a chat of a thousand cheap: work for an event that would be done again for each socket is none at all.
test('an event is encoded once, and its very bytes are written to each socket of the chat', async () => {
  const owner = await signUp(server.url);
  const { uri, sequence } = await startChat(owner);
  const gateway = await startGateway(server.database.url);
  const here = { ...owner, url: `http://127.0.0.1:${gateway.port}` };
  const sockets = await Promise.all(Array.from({ length: crowd }, () => connect(here)));
  const frame: EventFrame = {
    type: 'event',
    chat: uri,
    sequence: sequence + 1,
    at: new Date().toISOString(),
    kind: 'chat_updated',
    name: 'Encoded once',
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

  const stringify = vi.spyOn(JSON, 'stringify');
  const write = vi.spyOn(Socket.prototype, 'write');
  // The only chat of this database.
  gateway.announce([{ to: 'chat', chatId: 1, kind: 'event', frame }]);
  for (const socket of sockets) await socket.waitForType('event');
  const encoded = stringify.mock.calls.filter(([value]) => value?.type === 'event');
  const written = write.mock.calls.map(([bytes]) => bytes).filter((bytes) => String(bytes).includes('once'));
  vi.restoreAllMocks();

  expect(encoded).toHaveLength(1);
  expect(written).toHaveLength(crowd);
  expect(new Set(written).size).toBe(1);
  for (const socket of sockets) await socket.close();
  await gateway.stop();
});

test('what those see of it who came later is encoded once for all of them', async () => {
  const [owner, newcomer] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(owner);
  await owner.call('PATCH', `/api/chats/${uri}/`, { history_for_new: 0 });
  const { sequence } = await join(newcomer, uri);
  const gateway = await startGateway(server.database.url);
  const url = `http://127.0.0.1:${gateway.port}`;
  const sockets = await Promise.all(
    [owner, newcomer].flatMap((who) => Array.from({ length: crowd }, () => connect({ ...who, url }))),
  );
  const { id, username, name, kind, picture } = owner.user;
  const about = {
    message_id: 1,
    message_sequence: 1,
    emoji: '👍',
    user: { id, username, name, kind, picture },
  };
  const base = { type: 'event', chat: uri, sequence: sequence + 1, at: new Date().toISOString() } as const;
  const frame: EventFrame = { ...base, kind: 'reaction_added', ...about };

  const stringify = vi.spyOn(JSON, 'stringify');
  // The second chat of this database.
  gateway.announce([{ to: 'chat', chatId: 2, kind: 'event', frame }]);
  const kinds = await Promise.all(sockets.map(async (socket) => (await socket.waitForType('event')).kind));
  const encoded = stringify.mock.calls.filter(([value]) => value?.type === 'event');
  vi.restoreAllMocks();

  expect(encoded).toHaveLength(2);
  expect(kinds.filter((kind) => kind === 'hidden')).toHaveLength(crowd);
  for (const socket of sockets) await socket.close();
  await gateway.stop();
});
