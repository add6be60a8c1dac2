import type { FastifyInstance } from 'fastify';
import { Refused } from '../errors.ts';
import { createCheckTokens } from '../installation/check-token.ts';

/** How a request of `npm run doctor` arrived here, after whatever stands between. */
export interface Arrived {
  /** Whom limits count it for. */
  address: string;
  /** Who opened the connection: the nearest proxy, or nobody between. */
  peer: { address: string; port: number };
  /** Whether that one is believed to know the address. */
  believed: boolean;
  forwarded: string | null;
  authorization: boolean;
  cookie: boolean;
}

/** To whoever has no good token, there is no such address. */
export function addCheckRoutes(
  app: FastifyInstance,
  secret: Uint8Array,
  isTrusted: (address: string) => boolean,
): void {
  const isGood = createCheckTokens(secret);
  app.get('/health/check', { schema: { hide: true } }, (request): Arrived => {
    const { socket, headers } = request;
    if (!isGood([headers['x-chatire-check'] ?? ''].flat()[0] ?? ''))
      throw new Refused('not_found', 'There is nothing at this address.');
    const peer = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    return {
      address: request.ip,
      peer,
      believed: isTrusted(peer.address),
      forwarded: [headers['x-forwarded-for'] ?? []].flat().join(', ') || null,
      authorization: headers.authorization !== undefined,
      cookie: headers.cookie !== undefined,
    };
  });
}
