import 'fake-indexeddb/auto';
import type { Chat, Message, Self } from '@chatire/protocol';
import { expect, test } from 'vitest';
import { createKeptStore, type KeptChat } from './kept-store.ts';

const self = (id: number) => ({ id, name: `user ${id}` }) as Self;
const chatAt = (uri: string, sequence: number, messages: Message[] | null = null): KeptChat => ({
  chat: { uri, sequence } as Chat,
  members: [],
  position: sequence,
  messages,
  hasOlder: false,
});
let databases = 0;
const openStore = () => createKeptStore(`kept ${databases++}`);

test('what is written is read again, and what is kept no longer is not', async () => {
  const store = openStore();
  expect(await store.read()).toBeNull();
  await store.write({ self: self(1), epoch: 'e', chats: [chatAt('a', 1), chatAt('b', 2)] }, ['a', 'b']);
  await store.write({ self: self(1), epoch: 'f', chats: [] }, ['b']);
  expect(await store.read()).toEqual({ self: self(1), epoch: 'f', chats: [chatAt('b', 2)] });
});

test('nobody reads what another person left', async () => {
  const store = openStore();
  await store.write({ self: self(1), epoch: 'e', chats: [chatAt('a', 1)] }, ['a']);
  await store.write({ self: self(2), epoch: 'e', chats: [chatAt('b', 1)] }, ['a', 'b']);
  expect((await store.read())?.chats.map(({ chat }) => chat.uri)).toEqual(['b']);
  await store.clear();
  expect(await store.read()).toBeNull();
});

test('a tab in which a chat was not opened leaves the messages that another one kept in their place', async () => {
  const store = openStore();
  const message = { id: 1, sequence: 5 } as Message;
  await store.write({ self: self(1), epoch: 'e', chats: [chatAt('a', 5, [message])] }, ['a']);
  await store.write({ self: self(1), epoch: 'e', chats: [chatAt('a', 9)] }, ['a']);
  const [kept] = (await store.read())!.chats;
  expect(kept).toMatchObject({ chat: { sequence: 9 }, position: 5, messages: [message] });
});
