import { expect, test } from 'vitest';
import { passwordHint } from './password-hint.ts';

test.each([
  ['', null],
  ['abc', { key: 'password.short', count: 5 }],
  ['🔑🔑🔑🔑🔑🔑🔑', { key: 'password.short', count: 1 }],
  ['12345678901', { key: 'password.digits' }],
  ['Maciek-2026', { key: 'password.likeName' }],
  ['me.mail.99', { key: 'password.likeName' }],
  ['correct horse 7', { key: 'password.ok' }],
])('“%s” is told: %j', (password, hint) => {
  expect(passwordHint(password, 'maciek', 'mail@example.org')).toEqual(hint);
});
