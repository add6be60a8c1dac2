import { expect, test } from 'vitest';
import { dayKey, daysBetween } from './days.ts';

test('a minute before and after midnight are a day apart', () => {
  const before = new Date(2026, 2, 28, 23, 59);
  const after = new Date(2026, 2, 29, 0, 1);
  expect(daysBetween(before, after)).toBe(1);
  expect(dayKey(before.toISOString())).not.toBe(dayKey(after.toISOString()));
});

test('the hour lost or won by summer time costs no day', () => {
  expect(daysBetween(new Date(2026, 2, 1), new Date(2026, 3, 1))).toBe(31);
  expect(daysBetween(new Date(2026, 9, 1), new Date(2026, 10, 1))).toBe(31);
});
