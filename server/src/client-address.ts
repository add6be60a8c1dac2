import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';

/** Of IPv6 the first 64 bits: one customer has all the rest. */
export function addressOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined || !ip.includes(':')) return mapped ?? ip;
  const [before = '', after] = ip.split('%')[0]!.split('::');
  const head = before.split(':').filter(Boolean);
  const tail = (after ?? '').split(':').filter(Boolean);
  const zeros = Array.from({ length: after === undefined ? 0 : 8 - head.length - tail.length }, () => '0');
  const groups = [...head, ...zeros, ...tail].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

/**
 * Whether what an address reports of others is believed: only where there is a proxy, on this machine or, with PUBLIC_URL, near it.
 */
export function createTrust(publicUrl: string | undefined): (address: string) => boolean {
  const near = new BlockList();
  near.addSubnet('127.0.0.0', 8);
  near.addAddress('::1', 'ipv6');
  if (publicUrl !== undefined) {
    near.addSubnet('10.0.0.0', 8);
    near.addSubnet('172.16.0.0', 12);
    near.addSubnet('192.168.0.0', 16);
    near.addSubnet('169.254.0.0', 16);
    near.addSubnet('fc00::', 7, 'ipv6');
    near.addSubnet('fe80::', 10, 'ipv6');
  }
  return (address) => near.check(address.split('%')[0]!, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Of a request that no route has: as Fastify's `request.ip`, the nearest address that isn't a trusted proxy's. */
export function clientAddress(
  { socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>,
  isTrusted: (address: string) => boolean,
): string {
  const reported = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const addresses = reported.map((address) => address.trim()).filter((address) => address !== '');
  let address = socket.remoteAddress ?? '';
  while (isTrusted(address) && addresses.length > 0) address = addresses.pop()!;
  return address;
}
