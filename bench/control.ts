import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';

/** A door through which load puts events into a server's fan-out: each byte that comes is so many events. Gives its port. */
export async function openControl(putIn: (count: number) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => {
      for (const count of bytes) putIn(count);
    });
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
