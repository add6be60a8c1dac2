import { expect, test } from 'vitest';
import { closeAction } from './close-action.ts';

test.each([
  [1006, 'again'],
  [1001, 'again'],
  [4006, 'again'],
  [4999, 'again'],
  [4003, 'renew'],
  [4004, 'signed-out'],
  [4000, 'stop'],
  [1009, 'stop'],
] as const)('a socket closed with %i leads to: %s', (code, action) => {
  expect(closeAction(code)).toBe(action);
});
