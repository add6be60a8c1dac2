import type { WebSocket } from 'ws';
import type { Connection } from './connection.ts';

const lookEvery = 1_000;
const patience = 5_000;

/** Closes sockets to which nothing could be sent for 5 s although something waits: their readers don't read. */
export function watchSlowSockets(sockets: () => Iterable<readonly [WebSocket, Connection]>): {
  stop(): void;
} {
  const stuck = new WeakMap<WebSocket, { buffered: number; since: number }>();
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [socket, connection] of sockets()) {
      const buffered = socket.bufferedAmount;
      const before = stuck.get(socket);
      if (buffered === 0) stuck.delete(socket);
      else if (!before || buffered < before.buffered) stuck.set(socket, { buffered, since: now });
      else if (now - before.since >= patience) connection.close('slow');
    }
  }, lookEvery);
  return { stop: () => clearInterval(timer) };
}
