import { lookup, type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { arePublic } from './public-address.ts';

/** Milliseconds for all of it. */
const patience = 10_000;

/** An address that people gave leads into a private network, or to this machine. */
export class PrivateAddress extends Error {
  constructor() {
    super('The address leads into a private network.');
  }
}

/**
 * Posts to an address that people gave, and gives the status. Redirects aren't followed and what is answered isn't read. The
 * addresses are judged that the connection is really made to, at the moment when it is made: a name may lead elsewhere by then.
 */
export async function postGuarded(
  url: string,
  { headers, body, allowPrivate, signal }: GuardedPost,
): Promise<number> {
  const { protocol, hostname } = new URL(url);
  const literal = hostname.replaceAll(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(literal) > 0 && !arePublic([literal])) throw new PrivateAddress();
  const ended = AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]);
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      headers: { 'user-agent': 'Chatire', ...headers, 'content-length': Buffer.byteLength(body) },
      // No connection of before, and no proxy.
      agent: false,
      lookup: allowPrivate ? lookup : lookupPublic,
      signal: ended,
    });
    request.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    request.on('error', reject);
    request.end(body);
  });
}

interface GuardedPost {
  headers: Record<string, string>;
  body: string | Buffer;
  allowPrivate: boolean;
  signal?: AbortSignal;
}

const lookupPublic: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 4);
    if (!arePublic(addresses.map(({ address }) => address))) return done(new PrivateAddress(), '', 4);
    if (options.all) return done(null, addresses);
    const [{ address, family }] = addresses as [LookupAddress];
    done(null, address, family);
  });
};
