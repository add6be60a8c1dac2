import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useChats } from './chats.ts';
import { keptChat } from './kept-chat.ts';
import { useMessages } from './messages.ts';
import { openModelPage } from './model-page.ts';
import { createModelServer, type Change } from './model-server.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const selfId = 1;

function openPage(server: ReturnType<typeof createModelServer>, fails = () => false, delay = () => 0) {
  const app = openModelPage(selfId, server.api(fails, delay));
  const [chats, messages] = app.runWithContext(() => [useChats(), useMessages()] as const);
  /** As the browser keeps it over a reload. */
  const kept = () => structuredClone([...chats.chats.keys()].map((chat) => keptChat(chat, chats, messages)));
  return { chats, messages, kept, view: () => view(server.uri, chats, messages) };
}

/** Everything that a page shows of the chat. */
function view(uri: string, chats: ReturnType<typeof useChats>, messages: ReturnType<typeof useMessages>) {
  return {
    chat: chats.chats.get(uri),
    members: chats.members.get(uri),
    messages: messages.logs.get(uri)?.messages,
  };
}

async function loadAll(page: ReturnType<typeof openPage>, uri: string) {
  // What the page already shows has to be right by itself.
  if (!page.chats.members.has(uri)) await page.chats.loadDetails(uri);
  await page.messages.load(uri, () => page.chats.position(uri));
  while (page.messages.logs.get(uri)?.hasOlder) await page.messages.loadOlder(uri);
}

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('post'),
      author: fc.constantFrom(1, 1, 2, 3),
      text: fc.string(),
      names: fc.boolean(),
      answers: fc.option(fc.nat(5), { nil: undefined }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('react', 'react', 'unreact'),
      user: fc.constantFrom(1, 1, 2, 3),
      back: fc.nat(3),
      emoji: fc.constantFrom('👍', '🎉'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('edit', 'delete'),
      back: fc.nat(9),
      text: fc.string({ maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('join'), user: fc.integer({ min: 2, max: 6 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('keep'),
      user: fc.integer({ min: 2, max: 6 }),
      name: fc.string({ minLength: 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('leave'), user: fc.integer({ min: 2, max: 6 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('role'),
      user: fc.integer({ min: 1, max: 6 }),
      role: fc.constantFrom('owner', 'moderator', 'member', 'reader'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('rename'),
      name: fc.string({ minLength: 1 }),
      topic: fc.option(fc.string({ minLength: 1 })),
      picture: fc.constantFrom(null, '/a.webp'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('picture'),
      user: fc.integer({ min: 1, max: 6 }),
      picture: fc.constantFrom(null, '/b.webp', '/c.webp'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('age'), keeps: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('vanish'), user: fc.integer({ min: 2, max: 6 }) }) },
) as fc.Arbitrary<Change>;

/** What can happen while a page is open: the log grows, an event arrives (again, late, early), time passes. */
type Step =
  | { commit: Change }
  | { deliver: number }
  | { wait: number }
  | { failures: number }
  | { reload: true }
  | { delays: number[] };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ commit: change }) },
  // Counted from the newest event: those of the last moments are what gets mixed up.
  { weight: 6, arbitrary: fc.record({ deliver: fc.nat(9) }) },
  { weight: 5, arbitrary: fc.record({ wait: fc.constantFrom(0, 20, 100, 200, 1_000) }) },
  { weight: 1, arbitrary: fc.record({ failures: fc.nat(2) }) },
  // Offline: the page begins with what the browser kept.
  { weight: 1, arbitrary: fc.constant({ reload: true }) },
  {
    weight: 2,
    arbitrary: fc.record({ delays: fc.array(fc.constantFrom(0, 50, 150, 400), { maxLength: 6 }) }),
  },
);
const session = fc.record({
  past: fc.array(change, { maxLength: 20, size: 'max' }),
  /** Whether what was before isn't shown. */
  isNewcomer: fc.boolean(),
  /** At which step the chat is opened, if it is. */
  openAt: fc.nat(30),
  steps: fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }),
});

test('state and events, in whatever order, doubled or lost, equal the state fetched afresh', async () => {
  await fc.assert(
    fc.asyncProperty(session, async ({ past, isNewcomer, openAt, steps }) => {
      const server = createModelServer(selfId);
      past.forEach(server.commit);
      if (isNewcomer) server.beginHere();
      let failures = 0;
      let delays: number[] = [];
      const open = () =>
        openPage(
          server,
          () => failures > 0 && failures-- > 0,
          () => delays.shift() ?? 0,
        );
      let page = open();
      const { uri, log } = server;
      await page.chats.loadList();

      for (const [index, one] of steps.entries()) {
        if (index === openAt) {
          void page.chats.loadDetails(uri).catch(() => {});
          void page.messages.load(uri, () => page.chats.position(uri)).catch(() => {});
        }
        if ('commit' in one) server.commit(one.commit);
        else if ('wait' in one) await vi.advanceTimersByTimeAsync(one.wait);
        else if ('failures' in one) failures = one.failures;
        else if ('delays' in one) delays = [...one.delays];
        else if ('reload' in one) {
          const kept = page.kept();
          page.chats.clear();
          page = open();
          kept.forEach(page.chats.takeBack);
        } else if (log.length) page.chats.receive(server.seenEvent(log.at(-1 - (one.deliver % log.length))!));
      }

      failures = 0;
      delays = [];
      // What `ready` says after a reconnect: how far the log reaches.
      page.chats.expect(uri, log.length);
      await vi.advanceTimersByTimeAsync(60_000);
      await loadAll(page, uri);

      const fresh = openPage(server);
      await loadAll(fresh, uri);
      expect(page.view()).toEqual(fresh.view());
      expect(page.view().messages).toEqual(server.messages());
    }),
    { numRuns: 250, interruptAfterTimeLimit: 40_000 },
  );
}, 60_000);

test('to whomever the chat is handed: roles, owner and the order of the members are as the server has them', async () => {
  const server = createModelServer(selfId);
  for (const user of [2, 3, 4]) server.commit({ kind: 'join', user });
  const page = openPage(server);
  await loadAll(page, server.uri);
  for (const user of [4, 3, 2, selfId]) {
    const from = server.log.length;
    server.commit({ kind: 'role', user, role: 'owner' });
    server.log.slice(from).forEach(page.chats.receive);
    const { members, ...chat } = server.details();
    expect(page.view()).toMatchObject({ chat, members });
  }
});

test('an event of a chat that is not held yet is not forgotten', async () => {
  const server = createModelServer(selfId);
  const page = openPage(server);
  const loading = page.chats.loadList();
  for (let i = 0; i < 3; i++) server.commit({ kind: 'post', author: selfId, text: `${i}` });
  // The answer was made before, the event comes first.
  page.chats.receive(server.log[2]!);
  await loading;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(page.chats.chats.get(server.uri)?.sequence).toBe(3);
});

test('after a reset the page holds what the server holds, also when that is less', async () => {
  const server = createModelServer(selfId);
  for (let i = 0; i < 5; i++) server.commit({ kind: 'post', author: selfId, text: `lost ${i}` });
  const page = openPage(server);
  await loadAll(page, server.uri);
  server.log.length = 1;
  await page.chats.reset(server.uri, 1);
  expect(page.view().messages).toEqual(server.messages());
  expect(page.view().chat?.sequence).toBe(1);
  server.commit({ kind: 'post', author: selfId, text: 'after' });
  page.chats.receive(server.log[1]!);
  expect(page.view().messages?.at(-1)?.message).toBe('after');
});

test('a page that is too far behind loads afresh, edits of what it held included', async () => {
  const server = createModelServer(selfId);
  server.commit({ kind: 'post', author: selfId, text: 'known' });
  const page = openPage(server);
  await loadAll(page, server.uri);
  server.commit({ kind: 'edit', back: 0, text: 'known better' });
  for (let i = 0; i < 500; i++) server.commit({ kind: 'post', author: selfId, text: `${i}` });
  page.chats.expect(server.uri, server.log.length);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(page.view().messages).toEqual(server.messages().slice(-50));
  await loadAll(page, server.uri);
  expect(page.view().messages?.[0]?.message).toBe('known better');
  expect(page.view().messages).toEqual(server.messages());
});

test('a page of history that was on its way while a message was edited shows the edit', async () => {
  const server = createModelServer(selfId);
  for (let i = 0; i < 60; i++)
    server.commit({ kind: 'post', author: selfId, text: `${i}`, ...(i === 7 && { answers: 2 }) });
  const page = openPage(
    server,
    () => false,
    () => 100,
  );
  const opening = loadAll(page, server.uri);
  // 50 are there, the answer with the ten before them is on its way.
  await vi.advanceTimersByTimeAsync(250);
  server.commit({ kind: 'edit', back: 55, text: 'edited' });
  server.commit({ kind: 'delete', back: 54, text: '' });
  server.log.slice(60).forEach(page.chats.receive);
  await vi.advanceTimersByTimeAsync(100);
  await opening;
  expect(page.view().messages).toHaveLength(60);
  expect(page.view().messages?.[7]?.reply_to?.text).toBe('edited');
  expect(page.view().messages).toEqual(server.messages());
});

test('after a jump far back, what is new waits until the pages in between are there', async () => {
  const server = createModelServer(selfId);
  for (let i = 0; i < 150; i++) server.commit({ kind: 'post', author: selfId, text: `${i}` });
  const page = openPage(
    server,
    () => false,
    () => 100,
  );
  const { uri } = server;
  const position = () => page.chats.position(uri);
  const wait = () => vi.advanceTimersByTimeAsync(1_000);
  void loadAll(page, uri);
  await wait();
  page.messages.forget(uri);
  void page.messages.load(uri, position);
  await wait();
  void page.messages.jump(uri, 20, position);
  await wait();
  expect(page.view().messages).toEqual(server.messages().slice(0, 50));
  server.commit({ kind: 'post', author: selfId, text: 'new' });
  server.commit({ kind: 'edit', back: 130, text: 'edited' });
  server.log.slice(150).forEach(page.chats.receive);
  expect(page.view().messages).toEqual(server.messages().slice(0, 50));
  for (let held = 50; page.messages.logs.get(uri)!.hasNewer; held += 50) {
    expect(page.view().messages).toHaveLength(held);
    void page.messages.loadNewer(uri, position);
    // It comes while the last page is on its way.
    if (held === 100) server.commit({ kind: 'post', author: selfId, text: 'newer' });
    page.chats.receive(server.log.at(-1)!);
    await wait();
  }
  expect(page.view().messages).toEqual(server.messages());
});

test('an answer to a post that comes after its edit does not bring the old text back', async () => {
  const server = createModelServer(selfId);
  const page = openPage(server);
  await loadAll(page, server.uri);
  server.commit({ kind: 'post', author: selfId, text: 'old' });
  const answer = server.messages()[0]!;
  server.commit({ kind: 'edit', back: 0, text: 'new' });
  server.log.forEach(page.chats.receive);
  page.messages.insert(server.uri, answer);
  expect(page.view().messages).toEqual(server.messages());
});

test('an answer that comes late does not quote what was deleted since', async () => {
  const server = createModelServer(selfId);
  server.commit({ kind: 'post', author: selfId, text: 'old' });
  const page = openPage(server);
  await loadAll(page, server.uri);
  server.commit({ kind: 'post', author: selfId, text: 'answer', answers: 0 });
  const event = server.seenEvent(server.log[1]!);
  server.commit({ kind: 'age', keeps: 1 });
  // The chat is asked for first, and says already how far it reaches back.
  await page.chats.loadDetails(server.uri);
  page.chats.receive(event);
  page.chats.receive(server.log[2]!);
  expect(server.messages()).toMatchObject([{ message: 'answer', reply_to: null }]);
  expect(page.view().messages).toEqual(server.messages());
});

test('a chat that the server no longer shows disappears', async () => {
  const server = createModelServer(selfId);
  const page = openPage(server);
  await page.chats.loadList();
  page.chats.remove(server.uri);
  expect(page.chats.sorted).toEqual([]);
});
