// @vitest-environment happy-dom
import type { ClientFrame } from '@chatire/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useChats } from './chats.ts';
import { openModelPage } from './model-page.ts';
import { createModelServer } from './model-server.ts';
import { useReading } from './reading.ts';

const selfId = 1;
beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => vi.useRealTimers());

/** As after a reload. `sent`: what its socket takes, once there is one. */
async function openPage(server: ReturnType<typeof createModelServer>, sent: ClientFrame[] | null) {
  const app = openModelPage(
    selfId,
    server.api(
      () => false,
      () => 0,
    ),
  );
  const { chats, reading } = app.runWithContext(() => ({ chats: useChats(), reading: useReading() }));
  reading.sendBy((frame) => sent !== null && sent.push(frame) > 0);
  reading.begin(selfId);
  await chats.loadList();
  return reading;
}

test('what was read before there was a socket is said by the next visit, once', async () => {
  const server = createModelServer(selfId);
  server.commit({ kind: 'join', user: 2 });
  server.commit({ kind: 'post', author: 2, text: 'hello', names: false });
  const sequence = server.log.length;
  const inAHurry = await openPage(server, null);
  inAHurry.mark(server.uri, sequence);
  dispatchEvent(new Event('pagehide'));

  const sent: ClientFrame[] = [];
  const next = await openPage(server, sent);
  next.flush();
  expect(sent).toEqual([{ type: 'read', chat: server.uri, sequence }]);
  (await openPage(server, sent)).flush();
  expect(sent).toHaveLength(1);
});

test('signing out leaves no marks in the browser', async () => {
  const server = createModelServer(selfId);
  server.commit({ kind: 'join', user: 2 });
  server.commit({ kind: 'post', author: 2, text: 'hello', names: false });
  const sequence = server.log.length;
  const reading = await openPage(server, null);
  reading.mark(server.uri, sequence);
  dispatchEvent(new Event('pagehide'));
  expect(localStorage).toHaveLength(1);
  reading.forget(selfId);
  expect(localStorage).toHaveLength(0);
});
