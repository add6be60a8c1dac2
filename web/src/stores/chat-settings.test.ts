import type { Chat, ChatSettings } from '@chatire/protocol';
import { expect, test } from 'vitest';
import { isArchived, useChatSettings } from './chat-settings.ts';
import { useChats } from './chats.ts';
import { openModelPage } from './model-page.ts';
import { createModelServer } from './model-server.ts';

const plain: ChatSettings = { pinned: false, level: 'all', archived_sequence: null };

test.each([
  [null, 'all', 7, false],
  [7, 'all', 7, true],
  [7, 'all', 8, false],
  [7, 'mentions', 8, false],
  [7, 'nothing', 8, true],
  [0, 'all', null, true],
] as const)(
  'archived at %s, told of %s, newest message at %s: archived is %s',
  (archived_sequence, level, newest, expected) => {
    const last_message = newest === null ? null : { sequence: newest };
    expect(isArchived({ settings: { ...plain, level, archived_sequence }, last_message } as Chat)).toBe(
      expected,
    );
  },
);

async function openPage(changeSettings: () => Promise<ChatSettings>) {
  const server = createModelServer(1);
  const api = {
    ...server.api(
      () => false,
      () => 0,
    ),
    changeSettings,
  };
  const app = openModelPage(1, api);
  const [chats, settings] = app.runWithContext(() => [useChats(), useChatSettings()] as const);
  const [listed] = await chats.loadList();
  const shown = () => chats.chats.get(server.uri)!.settings;
  return { chats, settings, listed: listed!, shown };
}

test('a choice is shown at once, and taken back when it cannot be kept', async () => {
  let refuse: (error: Error) => void = () => {};
  const { settings, listed, shown } = await openPage(
    () => new Promise((_resolve, reject) => (refuse = reject)),
  );
  const changing = settings.change(listed, { pinned: true });
  expect(shown().pinned).toBe(true);
  refuse(new Error('no answer'));
  await expect(changing).rejects.toThrow('no answer');
  expect(shown().pinned).toBe(false);
});

test('a list that was asked for before another device chose does not bring the old choice back', async () => {
  const { chats, settings, listed, shown } = await openPage(async () => plain);
  const before = new Map(chats.chats);
  settings.heard(listed.uri, { ...plain, pinned: true });
  settings.refresh([listed], before);
  expect(shown().pinned).toBe(true);
  settings.refresh([{ ...listed, settings: { ...plain, level: 'nothing' } }], new Map(chats.chats));
  expect(shown().level).toBe('nothing');
});
