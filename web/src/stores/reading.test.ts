import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useChats } from './chats.ts';
import { useMessages } from './messages.ts';
import { openModelPage } from './model-page.ts';
import { createModelServer } from './model-server.ts';
import { useReading } from './reading.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('document', new EventTarget());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const selfId = 1;

/** Of a line that is broken without a word, the page doesn't know: its socket takes what never comes through. */
type Line = 'up' | 'broken' | 'down';

/** A page, with another device of the same person behind the server. */
function openPage(server: ReturnType<typeof createModelServer>, line: () => Line, delay: () => number) {
  const app = openModelPage(
    selfId,
    server.api(() => false, delay),
  );
  const stores = app.runWithContext(() => ({
    chats: useChats(),
    messages: useMessages(),
    reading: useReading(),
  }));
  stores.reading.sendBy((frame) => {
    if (line() === 'up' && frame.type === 'read') server.read(frame.sequence);
    return line() !== 'down';
  });
  return stores;
}

type Step =
  | { post: number; names: boolean }
  | { deliver: number }
  /** This page shows the newest message that it holds. */
  | { look: true }
  /** This page shows an older one of those that it holds, so far from its end. */
  | { lookAt: number }
  /** This page shows what was said so far from the beginning. */
  | { jump: number }
  /** The other device has read to so far from the end, and this page hears of it. */
  | { elsewhere: number }
  | { load: true }
  | { line: Line }
  | { wait: number }
  | { delays: number[] };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ post: fc.constantFrom(1, 2), names: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ deliver: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ look: fc.constant(true as const) }) },
  { weight: 3, arbitrary: fc.record({ lookAt: fc.nat(6) }) },
  { weight: 2, arbitrary: fc.record({ jump: fc.nat(12) }) },
  { weight: 2, arbitrary: fc.record({ elsewhere: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ load: fc.constant(true as const) }) },
  { weight: 1, arbitrary: fc.record({ line: fc.constantFrom<Line>('up', 'broken', 'down') }) },
  { weight: 4, arbitrary: fc.record({ wait: fc.constantFrom(0, 100, 500, 1_000) }) },
  { weight: 2, arbitrary: fc.record({ delays: fc.array(fc.constantFrom(0, 50, 400), { maxLength: 4 }) }) },
);
const session = fc.record({
  opened: fc.boolean(),
  steps: fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }),
});

test('what is unread is what others wrote above the read mark, whichever device read what and when', async () => {
  await fc.assert(
    fc.asyncProperty(session, async ({ opened, steps }) => {
      const server = createModelServer(selfId, 6);
      const { uri, log } = server;
      server.commit({ kind: 'join', user: 2 });
      let line: Line = 'up';
      let delays: number[] = [];
      const { chats, messages, reading } = openPage(
        server,
        () => line,
        () => delays.shift() ?? 0,
      );
      await chats.loadList();
      if (opened) void chats.loadMessages(uri);
      for (const one of steps) {
        if ('post' in one) server.commit({ kind: 'post', author: one.post, text: 'hello', names: one.names });
        else if ('deliver' in one) chats.receive(log.at(-1 - (one.deliver % log.length))!);
        else if ('look' in one) reading.mark(uri, chats.chats.get(uri)?.last_message?.sequence ?? 0);
        else if ('lookAt' in one) {
          const seen = messages.logs.get(uri)?.messages.at(-1 - one.lookAt);
          if (seen) reading.mark(uri, seen.sequence);
        } else if ('jump' in one) void messages.jump(uri, one.jump, () => chats.position(uri));
        else if ('elsewhere' in one) reading.heard(uri, server.read(log.length - one.elsewhere));
        else if ('load' in one) void chats.loadDetails(uri);
        else if ('line' in one) line = one.line;
        else if ('wait' in one) await vi.advanceTimersByTimeAsync(one.wait);
        else delays = [...one.delays];
      }
      // As after `ready`.
      line = 'up';
      reading.flush();
      chats.expect(uri, log.length);
      reading.heardBack(uri, server.read(0), null);
      await vi.advanceTimersByTimeAsync(60_000);
      const { read_sequence, unread_count, mention_count } = server.details();
      expect(chats.chats.get(uri)).toMatchObject({ read_sequence, unread_count, mention_count });
    }),
    { numRuns: 300, interruptAfterTimeLimit: 20_000 },
  );
}, 30_000);

test.each([5, 15])('what stands below the message in view stays unread (message %i of 20)', async (place) => {
  const server = createModelServer(selfId, 6);
  const { uri } = server;
  server.commit({ kind: 'join', user: 2 });
  for (let n = 0; n < 20; n++) server.commit({ kind: 'post', author: 2, text: 'hello', names: false });
  const { chats, messages, reading } = openPage(
    server,
    () => 'up',
    () => 0,
  );
  await chats.loadList();
  await messages.load(uri, () => chats.position(uri), place);
  reading.mark(uri, place);
  await vi.advanceTimersByTimeAsync(5_000);
  const { read_sequence, unread_count } = server.details();
  expect(read_sequence).toBe(place);
  expect(chats.chats.get(uri)).toMatchObject({ read_sequence, unread_count });
});

test('a mark that was lost with the line goes no further than what was marked unread since', async () => {
  const server = createModelServer(selfId, 6);
  const { uri, log } = server;
  server.commit({ kind: 'join', user: 2 });
  for (let n = 0; n < 10; n++) server.commit({ kind: 'post', author: 2, text: 'hello', names: false });
  let line: Line = 'broken';
  const { chats, reading } = openPage(
    server,
    () => line,
    () => 0,
  );
  await chats.loadList();
  reading.mark(uri, log.length);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.details().read_sequence).toBe(0);
  line = 'up';
  const unread_from = log.length - 2;
  reading.heardBack(uri, 0, unread_from);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.details().read_sequence).toBe(unread_from - 1);
  expect(chats.chats.get(uri)).toMatchObject({ unread_from });
});
