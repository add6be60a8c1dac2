import { expect, test } from 'vitest';
import { addressOf, clientAddress, createTrust } from './client-address.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::1', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
])('the address %s counts as %s', (ip, counted) => {
  expect(addressOf(ip)).toBe(counted);
});

test.each([
  ['nothing reported', undefined, '203.0.113.9', undefined, '203.0.113.9'],
  ['a stranger who reports', undefined, '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['a proxy on this machine', undefined, '127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['the same by IPv6', undefined, '::ffff:127.0.0.1', '2001:db8::7', '2001:db8::7'],
  ['a proxy near by, without PUBLIC_URL', undefined, '10.0.0.2', '198.51.100.1', '10.0.0.2'],
  ['a proxy near by', 'https://chat.example.org', '10.0.0.2', '198.51.100.1', '198.51.100.1'],
  [
    'two proxies, and a lie before',
    'https://chat.example.org',
    '::1',
    '1.2.3.4, 198.51.100.1, 192.168.0.7',
    '198.51.100.1',
  ],
])('the client of %s', (_case, publicUrl, remoteAddress, forwarded, expected) => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const request = { socket: { remoteAddress }, headers } as Parameters<typeof clientAddress>[0];
  expect(clientAddress(request, createTrust(publicUrl))).toBe(expected);
});
