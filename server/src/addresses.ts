import { networkInterfaces } from 'node:os';
import { isIPv6 } from 'node:net';

/** Where people find the server, the best address last. */
export function addressesOf(host: string, port: number, publicUrl: string | undefined): string[] {
  if (publicUrl !== undefined) return [publicUrl];
  const local = `http://localhost:${port}`;
  if (host === '0.0.0.0' || host === '::')
    return [...networkAddresses().map((address) => toUrl(address, port)), local];
  if (host === 'localhost' || host === '::1' || host === '127.0.0.1') return [local];
  return [toUrl(host, port)];
}

function networkAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

function toUrl(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
