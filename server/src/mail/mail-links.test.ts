import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMailLinks } from './mail-links.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const origin = 'https://chat.example';
const links = createMailLinks(Buffer.alloc(32, 1), origin);
const [day, year] = [86_400_000, 365 * 86_400_000];
const confirmSecret = () => links.confirm(7, 'ada@example.org').split('#')[1] ?? '';
const unsubscribeSecret = () => links.unsubscribe(7, 'ada@example.org').split('/').at(-1) ?? '';

test('a secret is good for its purpose and its address, and for those of no other server', () => {
  const [confirm, unsubscribe] = [confirmSecret(), unsubscribeSecret()];
  expect(links.isGood('confirm', confirm, 'ada@example.org')).toBe(true);
  expect(links.isGood('unsubscribe', unsubscribe, 'ada@example.org')).toBe(true);
  expect(links.isGood('unsubscribe', confirm, 'ada@example.org')).toBe(false);
  expect(links.isGood('confirm', unsubscribe, 'ada@example.org')).toBe(false);
  expect(links.isGood('confirm', confirm, 'eve@example.org')).toBe(false);
  const elsewhere = createMailLinks(Buffer.alloc(32, 2), origin);
  expect(elsewhere.isGood('confirm', confirm, 'ada@example.org')).toBe(false);
});

test.each([
  ['another person', (secret: string) => secret.replace(/^7/, '8')],
  ['a later end', (secret: string) => secret.replace(/\.\d/, '.9')],
  ['another signature', (secret: string) => `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`],
  ['no signature', (secret: string) => secret.replace(/[^.]+$/, '')],
  ['more behind it', (secret: string) => `${secret}A`],
])('a secret that was made to say %s is good for nothing', (_what, forge) => {
  const forged = forge(confirmSecret());
  expect(links.isGood('confirm', forged, 'ada@example.org')).toBe(false);
});

test('an address can be confirmed for three days, and mails be ended for ten years', () => {
  const [confirm, unsubscribe] = [confirmSecret(), unsubscribeSecret()];
  const good = () => [
    links.isGood('confirm', confirm, 'ada@example.org'),
    links.isGood('unsubscribe', unsubscribe, 'ada@example.org'),
  ];
  vi.advanceTimersByTime(3 * day - 1_000);
  expect(good()).toEqual([true, true]);
  vi.advanceTimersByTime(2_000);
  expect(good()).toEqual([false, true]);
  vi.advanceTimersByTime(10 * year);
  expect(good()).toEqual([false, false]);
});
