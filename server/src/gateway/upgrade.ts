import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { limits } from '@chatire/protocol';
import { addressOf, clientAddress, createTrust } from '../client-address.ts';
import { isAllowedOrigin, type OriginRules } from '../allowed-origins.ts';
import { publicPlaceOf, withoutPublicPath } from '../public-place.ts';
import type { Tally } from './tally.ts';

/**
 * Takes sockets at `/ws` from pages of allowed origins, at most `mostOfAddress` from one address at a time; others get an HTTP
 * answer that says why not.
 */
export function acceptSockets(
  server: Server,
  rules: OriginRules,
  onSocket: (socket: WebSocket, stream: Duplex) => void,
  mostOfAddress = Infinity,
  tally?: Pick<Tally, 'refused'>,
): { stop(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const isTrusted = createTrust(rules.publicUrl);
  const publicPath = publicPlaceOf(rules.publicUrl).path;
  const open = new Map<string, number>();
  let stopped = false;

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    const path = withoutPublicPath(publicPath, request.url ?? '').split('?')[0];
    if (path?.replace(/\/$/, '') !== '/ws') return refuse(stream, '404 Not Found');
    // Node wants it of other requests only; RFC 6455 of these, too.
    if (request.headers.host === undefined) return refuse(stream, '400 Bad Request');
    if (stopped) return refuse(stream, '503 Service Unavailable');
    if (!isAllowedOrigin(rules, request.headers.origin, request.headers.host))
      return refuse(stream, '403 Forbidden');
    // An older version says its origin elsewhere.
    if (request.headers['sec-websocket-version'] !== '13')
      return refuse(stream, '426 Upgrade Required', 'Sec-WebSocket-Version: 13\r\n');
    const address = addressOf(clientAddress(request, isTrusted));
    const count = open.get(address) ?? 0;
    if (count >= mostOfAddress) {
      if (tally) tally.refused.sockets_of_address++;
      return refuse(stream, '429 Too Many Requests', 'Retry-After: 30\r\n');
    }
    open.set(address, count + 1);
    stream.once('close', () => {
      const left = (open.get(address) ?? 0) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    sockets.handleUpgrade(request, stream, head, (socket) => onSocket(socket, stream));
  }

  server.on('upgrade', upgrade);
  return { stop: () => void (stopped = true) };
}

function refuse(stream: Duplex, status: string, headers = ''): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n${headers}\r\n`);
}
