import { expect, test } from 'vitest';
import { isQuiet } from './quiet-hours.ts';

const at = (clock: string) => new Date(`2026-03-12T${clock}:00`);

test.each([
  ['22:00', '07:00', '21:59', false],
  ['22:00', '07:00', '22:00', true],
  ['22:00', '07:00', '00:00', true],
  ['22:00', '07:00', '06:59', true],
  ['22:00', '07:00', '07:00', false],
  ['09:00', '17:30', '08:59', false],
  ['09:00', '17:30', '17:29', true],
  ['09:00', '17:30', '17:30', false],
  ['08:00', '08:00', '03:00', true],
])('from %s to %s, at %s it is quiet: %s', (from, to, clock, quiet) => {
  expect(isQuiet({ from, to }, at(clock))).toBe(quiet);
});

test('without quiet hours it is never quiet', () => {
  expect(isQuiet(null, at('03:00'))).toBe(false);
});
