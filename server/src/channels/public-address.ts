import { BlockList, isIP } from 'node:net';

/** Whether an IP address is one of the internet: not of this machine, of a private or a provider's network, nor of special use. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !special.check(address, 'ipv4');
  if (isIP(address) !== 6) return false;
  // An IPv4 address in the form of IPv6 goes where the former does.
  if (mapped.check(address, 'ipv6')) return !special.check(address, 'ipv6');
  return global.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

/** Of a name one that isn't public is enough to refuse it: the connection takes any of them. */
export const arePublic = (addresses: readonly string[]): boolean =>
  addresses.length > 0 && addresses.every(isPublicAddress);

const mapped = new BlockList();
mapped.addSubnet('::ffff:0:0', 96, 'ipv6');

/** Of IPv6 only this part has been given out. */
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

/** IANA's registries of addresses for special purposes; those by which IPv4 is reached through IPv6, too. */
const special = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  special.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  special.addSubnet(network, bits, 'ipv6');
