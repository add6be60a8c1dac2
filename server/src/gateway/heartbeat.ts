import type { WebSocket } from 'ws';
import { limits } from '@chatire/protocol';

/** Pings every socket every 25 s and drops those that haven't answered since the last one. */
export function startHeartbeat(sockets: () => Iterable<WebSocket>): { stop(): void } {
  const silent = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets()) {
      if (silent.has(socket)) socket.terminate();
      else {
        silent.add(socket);
        socket.once('pong', () => silent.delete(socket));
        socket.ping();
      }
    }
  }, limits.pingInterval);
  return { stop: () => clearInterval(timer) };
}
