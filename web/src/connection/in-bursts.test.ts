// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inBursts } from './in-bursts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** What was passed on, a list for each time that somebody looks. */
function passed() {
  const frames: number[] = [];
  const bursts = inBursts<number>((frame) => {
    if (frame < 0) throw new Error('This one is bad.');
    frames.push(frame);
  });
  return { ...bursts, seen: () => frames.splice(0) };
}

test('a frame that comes alone is passed on at once', () => {
  const { hear, seen } = passed();
  for (const frame of [1, 2, 3]) {
    hear(frame);
    expect(seen()).toEqual([frame]);
    vi.advanceTimersByTime(200);
  }
});

test('frames of a burst are passed on together and in order, again and again while it lasts', () => {
  const { hear, seen } = passed();
  for (let frame = 1; frame <= 12; frame++) {
    hear(frame);
    vi.advanceTimersByTime(10);
  }
  expect(seen()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  vi.advanceTimersByTime(50);
  expect(seen()).toEqual([11, 12]);
});

test('on a page that nobody sees nothing waits', () => {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  const { hear, seen } = passed();
  [1, 2, 3].forEach(hear);
  expect(seen()).toEqual([1, 2, 3]);
});

test('a frame that nobody can take holds up no other', () => {
  const { hear, seen } = passed();
  [1, 2, -1, 3].forEach(hear);
  expect(() => vi.advanceTimersByTime(50)).toThrow('bad');
  vi.advanceTimersByTime(50);
  expect(seen()).toEqual([1, 2, 3]);
});

test('what waits when the socket is given up is forgotten', () => {
  const { hear, forget, seen } = passed();
  [1, 2].forEach(hear);
  forget();
  vi.advanceTimersByTime(100);
  expect(seen()).toEqual([1]);
  hear(3);
  expect(seen()).toEqual([3]);
});
