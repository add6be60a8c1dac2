import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSecondLook } from './second-look.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('sessions of sockets that come at once are looked at again together, within a second', async () => {
  const looks: (readonly string[])[] = [];
  const secondLook = createSecondLook(
    async (sessionIds) => void looks.push(sessionIds),
    pino({ enabled: false }),
  );
  secondLook.note('one');
  secondLook.note('two');
  secondLook.note('one');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(looks).toEqual([['one', 'two']]);
  secondLook.note('three');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(looks).toEqual([['one', 'two'], ['three']]);
  secondLook.note('four');
  secondLook.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(looks).toHaveLength(2);
});
