import { expect, test } from 'vitest';
import { arePublic, isPublicAddress } from './public-address.ts';

const known = ['93.184.215.14', '8.8.8.8', '172.32.0.1', '100.128.0.1', '::ffff:8.8.8.8', '2606:2800:21f::1'];
const special = [
  ['127.0.0.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
  ['100.64.0.1', '100.127.255.255', '192.0.2.1', '198.19.0.1', '224.0.0.1', '255.255.255.255'],
  ['::1', '::', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1'],
  [
    '::ffff:a00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:1::',
    '::127.0.0.1',
    '2001:db8::1',
    'localhost',
    '',
  ],
];

test.each(known)('%s is an address of the internet', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each(special.flat())('%s is none', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  [['8.8.8.8', '2606:2800:21f::1'], true],
  [['8.8.8.8', '10.0.0.1'], false],
  [['8.8.8.8', '::1'], false],
  [[], false],
])('a name that leads to %j is one of the internet: %s', (addresses, is) => {
  expect(arePublic(addresses)).toBe(is);
});
