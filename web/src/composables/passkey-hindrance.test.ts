import { expect, test } from 'vitest';
import { passkeyHindrance } from './passkey-hindrance.ts';

const known = { PublicKeyCredential: () => undefined };

test.each([
  ['chat.example.org', true, known, null],
  ['localhost', true, known, null],
  ['chat.example.org', false, {}, 'insecure'],
  ['127.0.0.1', true, known, 'address'],
  ['[::1]', true, known, 'address'],
  ['1.example.org', true, known, null],
  ['chat.example.org', true, {}, 'missing'],
] as const)(
  'at %s, secure %s, a browser with %j has passkeys unless %s',
  (hostname, isSecureContext, features, hindrance) => {
    expect(passkeyHindrance({ isSecureContext, location: { hostname }, ...features })).toBe(hindrance);
  },
);
