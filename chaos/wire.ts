import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** A socket of somebody who said hello. What comes is thrown away unparsed, or left where it is. */
export interface Wire {
  stopReading(): void;
  close(): void;
}

/** Resolves when the server has said that it is ready. */
export async function openWire(port: number, hello: object): Promise<Wire> {
  const upgrade = request({
    port,
    host: '127.0.0.1',
    path: '/ws',
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    },
  }).end();
  const [, socket, head] = (await once(upgrade, 'upgrade')) as [IncomingMessage, Socket, Buffer];
  socket.on('error', () => undefined);
  socket.write(textFrame(JSON.stringify(hello)));
  let heard = head.toString('latin1');
  await new Promise<void>((resolve, reject) => {
    socket.once('close', () => reject(new Error('The server closed the socket before it was ready.')));
    socket.on('data', function look(chunk: Buffer) {
      heard += chunk.toString('latin1');
      if (!heard.includes('"type":"ready"')) return;
      socket.off('data', look);
      resolve();
    });
  });
  socket.resume();
  return {
    stopReading: () => void socket.pause(),
    close: () => void socket.destroy(),
  };
}

/** As a client sends it: masked, here with a mask that changes nothing. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.from([0x81, 0x80 | 126, 0, 0, 0, 0, 0, 0]);
  header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}
