// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { isPressed, shortcuts } from './shortcuts.ts';

const press = (key: string, held: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key, ...held });

test.each([
  ['Mod+K', press('k', { ctrlKey: true }), true],
  ['Mod+K', press('K', { ctrlKey: true, shiftKey: true }), false],
  ['Mod+K', press('k'), false],
  ['Mod+K', press('k', { ctrlKey: true, altKey: true }), false],
  ['Mod+Shift+M', press('M', { ctrlKey: true, shiftKey: true }), true],
  ['Alt+ArrowUp', press('ArrowUp', { altKey: true }), true],
  ['Alt+ArrowUp', press('ArrowUp', { altKey: true, shiftKey: true }), false],
  ['?', press('?', { shiftKey: true }), true],
  ['?', press('?'), true],
  ['?', press('?', { ctrlKey: true }), false],
  ['E', press('e'), true],
  ['E', press('e', { ctrlKey: true }), false],
])('%s is told from other keys', (keys, event, expected) => {
  expect(isPressed(event, keys)).toBe(expected);
});

test('no keys stand for two things in one place', () => {
  for (const place of ['message', 'composer'] as const) {
    const keys = [...shortcuts.anywhere, ...shortcuts[place]].flatMap((one) => one.keys);
    expect(keys.length).toBe(new Set(keys).size);
  }
});
