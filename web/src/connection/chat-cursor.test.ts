import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCursor } from './chat-cursor.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** `reaches`: up to where the server gives what is missing. */
function setUp(reaches: (after: number) => Promise<number> = async (after) => after) {
  const applied: number[] = [];
  const asked: number[] = [];
  const cursor = createCursor<{ sequence: number }>({
    start: 3,
    apply: ({ sequence }) => applied.push(sequence),
    fetchMissed: async (after) => {
      asked.push(after);
      const last = await reaches(after);
      return Array.from({ length: Math.max(0, last - after) }, (_, index) => ({
        sequence: after + index + 1,
      }));
    },
    retryAfter: () => 1_000,
  });
  const receive = (...sequences: number[]) => sequences.forEach((sequence) => cursor.receive({ sequence }));
  return { cursor, applied, asked, receive };
}

test('what comes next is applied, what was there is dropped', () => {
  const { applied, receive } = setUp();
  receive(4, 4, 2, 5, 3, 5);
  expect(applied).toEqual([4, 5]);
});

test('what is ahead of its turn waits, and is applied in order', () => {
  const { applied, receive, asked } = setUp();
  receive(6, 5);
  expect(applied).toEqual([]);
  receive(4);
  expect(applied).toEqual([4, 5, 6]);
  vi.runAllTimers();
  expect(asked).toEqual([]);
});

test('a gap that does not close in 200 ms is fetched', async () => {
  const { applied, asked, receive, cursor } = setUp(async () => 5);
  receive(6);
  await vi.advanceTimersByTimeAsync(199);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toEqual([3]);
  expect(applied).toEqual([4, 5, 6]);
  expect(cursor.position()).toBe(6);
});

test('a head that no event brings is fetched, too', async () => {
  const { asked, cursor } = setUp(async () => 9);
  cursor.expect(9);
  await vi.advanceTimersByTimeAsync(200);
  expect(asked).toEqual([3]);
  expect(cursor.position()).toBe(9);
});

test('a gap that is longer than one answer is fetched piece by piece', async () => {
  const { applied, asked, cursor } = setUp(async (after) => Math.min(after + 2, 8));
  cursor.expect(8);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([3, 5, 7]);
  expect(applied).toEqual([4, 5, 6, 7, 8]);
});

test('a server that gives nothing is not asked all the time', async () => {
  const { asked, cursor } = setUp();
  cursor.expect(9);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(asked).toEqual([3, 3, 3]);
});

test('a fetch that fails is tried again', async () => {
  let fails = 2;
  const { asked, cursor } = setUp(async () => {
    if (fails-- > 0) throw new Error('away');
    return 5;
  });
  cursor.expect(5);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(asked).toEqual([3, 3, 3]);
  expect(cursor.position()).toBe(5);
});

test('an answer from before a restart moves nothing', async () => {
  let answer = (_: number) => {};
  const { cursor } = setUp(() => new Promise((resolve) => (answer = resolve)));
  cursor.expect(50);
  await vi.advanceTimersByTimeAsync(200);
  cursor.restart(2);
  answer(50);
  await vi.advanceTimersByTimeAsync(0);
  expect(cursor.position()).toBe(2);
});

test('a stopped cursor asks for nothing', async () => {
  const { cursor, asked } = setUp();
  cursor.expect(9);
  cursor.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toEqual([]);
});
