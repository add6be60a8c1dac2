import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { edit, erase, join, post, signUp, startChat } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

async function epochOf(person: Parameters<typeof connect>[0]): Promise<string> {
  const socket = await connect(person);
  const { epoch } = await socket.waitForType('ready');
  await socket.close();
  return epoch;
}

test('a client that comes back gets exactly what it missed of each chat, in order, before ready', async () => {
  const [owner, friend] = [await signUp(server.url), await signUp(server.url)];
  const [a, b] = [await startChat(owner), await startChat(owner)];
  await join(friend, a.uri);
  await join(friend, b.uri);
  const epoch = await epochOf(friend);
  const last = await post(owner, a.uri, 'known');
  const missed = [
    await post(owner, a.uri, 'one'),
    await post(owner, a.uri, 'two'),
    await post(owner, a.uri, 'three'),
  ];
  const socket = await connect(friend, { epoch, chats: { [a.uri]: last.sequence, [b.uri]: 2 } });
  const ready = await socket.waitForType('ready');
  expect(socket.frames.map((frame) => ('sequence' in frame ? frame.sequence : frame.type))).toEqual([
    ...missed.map((message) => message.sequence),
    'ready',
  ]);
  expect(ready.chats).toEqual({ [a.uri]: missed[2]!.sequence, [b.uri]: 2 });
  await socket.close();
});

test('edits and deletions of old messages reach a client that was away, and deleted texts do not', async () => {
  const owner = await signUp(server.url);
  const { uri } = await startChat(owner);
  const epoch = await epochOf(owner);
  const old = await post(owner, uri, 'known');
  const short = await post(owner, uri, 'posted while away, and a secret');
  await edit(owner, uri, old.id, 'known better');
  await erase(owner, uri, short.id);
  const socket = await connect(owner, { epoch, chats: { [uri]: old.sequence } });
  expect(socket.events()).toMatchObject([
    // Events show the present: nothing of the text is left, although its deletion comes later.
    { kind: 'message_posted', sequence: short.sequence, message: { id: short.id, message: '' } },
    {
      kind: 'message_edited',
      sequence: short.sequence + 1,
      message: { id: old.id, message: 'known better' },
    },
    { kind: 'message_deleted', sequence: short.sequence + 2, message: { id: short.id } },
  ]);
  await socket.close();
});

test('more than 500 missed edits reset the chat, too', async () => {
  const owner = await signUp(server.url);
  const { uri } = await startChat(owner);
  const epoch = await epochOf(owner);
  const { id, sequence } = await post(owner, uri, 'hello');
  // No more at once than a server has connections: who waits long for one is refused.
  const lanes = Array.from({ length: 8 }, async (_, lane) => {
    for (let index = lane; index < 501; index += 8) await edit(owner, uri, id, `text ${index}`);
  });
  await Promise.all(lanes);
  const socket = await connect(owner, { epoch, chats: { [uri]: sequence } });
  expect(socket.frames).toMatchObject([
    { type: 'reset', chat: uri, sequence: sequence + 501 },
    { type: 'ready' },
  ]);
  await socket.close();
});

test('while others post, a client that comes and goes sees each event once, without gaps', async () => {
  const [owner, friend] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(owner);
  const { sequence: joined } = await join(friend, uri);
  const epoch = await epochOf(friend);
  let posting = true;
  let newest = joined;
  let last = joined;
  const posts = (async () => {
    for (let index = 0; posting || index < 50; index++) {
      newest = (await post(owner, uri, `message ${index}`)).sequence;
      // More than 500 missed ones would be a reset: who comes slowly is waited for.
      while (posting && newest - last > 400) await new Promise(setImmediate);
    }
  })();
  const seen: number[] = [];
  for (let visit = 0; visit < 15; visit++) {
    const socket = await connect(friend, { epoch, chats: { [uri]: last } });
    const before = socket.events().length;
    last += before;
    await socket.waitFor(() => socket.events().length > before + 3);
    await socket.close();
    seen.push(...socket.events().map((event) => event.sequence));
    last = seen.at(-1) ?? last;
  }
  posting = false;
  await posts;
  const socket = await connect(friend, { epoch, chats: { [uri]: last } });
  seen.push(...socket.events().map((event) => event.sequence));
  await socket.close();
  expect(seen).toEqual(Array.from({ length: newest - joined }, (_, index) => joined + 1 + index));
});

test('an unknown epoch, a sequence from the future and too much missed reset the chat', async () => {
  const owner = await signUp(server.url);
  const { uri } = await startChat(owner);
  const epoch = await epochOf(owner);
  const message = await post(owner, uri, 'hello');
  for (const hello of [
    { epoch: randomUUID(), chats: { [uri]: 1 } },
    { epoch, chats: { [uri]: message.sequence + 1 } },
  ]) {
    const socket = await connect(owner, hello);
    expect(socket.frames).toMatchObject([
      { type: 'reset', chat: uri, sequence: message.sequence },
      { type: 'ready' },
    ]);
    await socket.close();
  }
  await Promise.all(Array.from({ length: 500 }, (_, index) => post(owner, uri, `message ${index}`)));
  const enough = await connect(owner, { epoch, chats: { [uri]: message.sequence } });
  expect(enough.events()).toHaveLength(500);
  await enough.close();
  await post(owner, uri, 'one more');
  const tooMuch = await connect(owner, { epoch, chats: { [uri]: message.sequence } });
  expect(tooMuch.frames[0]).toMatchObject({ type: 'reset', chat: uri, sequence: message.sequence + 501 });
  await tooMuch.close();
});

test("a chat of others in the hello brings nothing, and neither does one that doesn't exist", async () => {
  const [owner, stranger] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(owner);
  await post(owner, uri, 'secret');
  const socket = await connect(stranger, {
    epoch: await epochOf(stranger),
    chats: { [uri]: 0, ['A'.repeat(22)]: 0 },
  });
  expect(socket.frames).toMatchObject([{ type: 'ready', chats: {} }]);
  await socket.close();
});
