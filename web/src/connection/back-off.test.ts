import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBackOff } from './back-off.ts';

test('the ceiling of the wait doubles from half a second to thirty seconds', () => {
  const backOff = createBackOff({ random: () => 1 });
  const waits = Array.from({ length: 9 }, () => backOff.next());
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('a wait is anything between nothing and its ceiling', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(200), (chance, tries) => {
      const backOff = createBackOff({ random: () => chance });
      for (let i = 0; i < tries; i++) backOff.next();
      const wait = backOff.next();
      expect(wait).toBeCloseTo(chance * Math.min(30_000, 500 * 2 ** tries));
    }),
  );
});

test('after a success the waits start from the shortest again', () => {
  const backOff = createBackOff({ random: () => 1 });
  for (let i = 0; i < 5; i++) backOff.next();
  backOff.reset();
  expect(backOff.next()).toBe(500);
});
