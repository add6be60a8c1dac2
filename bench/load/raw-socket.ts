import { connect, type Socket } from 'node:net';
import { createFrameCounter, type FrameCounter } from './frame-counter.ts';

export type Dialect = 'chatire' | 'ws' | 'socket.io';

export interface RawSocket {
  stream: Socket;
  /** Set after opening: called with the number of event frames that a chunk ended. */
  onEvents(count: number): void;
  /** To have a sample of sockets look into events. */
  counter: FrameCounter;
  /** How many events it has had. */
  received: number;
}

interface Target {
  port: number;
  dialect: Dialect;
  /** Which room, for peers. */
  chat: number;
  /** For Chatire. */
  token: string | undefined;
  /** What the client holds, for Chatire: as somebody who comes back. */
  holds?: { epoch: string | null; chats: Record<string, number> };
}

const paths: Record<Dialect, (chat: number) => string> = {
  chatire: () => '/ws',
  ws: (chat) => `/?chat=${chat}`,
  'socket.io': (chat) => `/socket.io/?EIO=4&transport=websocket&chat=${chat}`,
};
const patience = 30_000;
/** All sockets read into this one: a chunk is dealt with before the next comes. */
const chunk = Buffer.allocUnsafe(256 * 1024);

/**
 * A WebSocket client that costs next to nothing, so that the server is what is measured: frames are counted by their headers, and
 * only small ones, which belong to the opening and to pings, are looked into. Resolves when the socket hears its chat.
 */
export function openRawSocket(target: Target): Promise<RawSocket> {
  const { port, dialect, token, chat } = target;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail('it did not open in time'), patience);
    const counter = createFrameCounter({
      onSmall: receiveSmall,
      onEvents: (count) => {
        raw.received += count;
        raw.onEvents(count);
      },
    });
    const stream = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: chunk,
        callback(size) {
          counter.take(chunk, size);
          return true;
        },
      },
    });
    const raw: RawSocket = { stream, counter, onEvents: () => undefined, received: 0 };
    stream.on('error', (error) => fail(error.message));
    stream.on('close', () => fail('it was closed'));
    stream.write(
      `GET ${paths[dialect](chat)} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );

    function receiveSmall(opcode: number, payload: string): void {
      if (opcode === 0) return greet();
      if (opcode === 9) return send(10, payload);
      if (opcode === 8) return fail(`it was closed with ${payload}`);
      if (dialect === 'chatire' && payload.includes('"type":"ready"')) return done();
      if (dialect === 'socket.io' && payload === '2') return send(1, '3');
      if (dialect === 'socket.io' && payload.startsWith('0')) return send(1, '40');
      if (dialect === 'socket.io' && payload.startsWith('40')) return done();
    }

    /** The upgrade has been answered. */
    function greet(): void {
      if (dialect === 'ws') return done();
      if (dialect === 'chatire')
        send(1, JSON.stringify({ type: 'hello', token, ...(target.holds ?? { epoch: null, chats: {} }) }));
    }

    function send(opcode: number, payload: string): void {
      stream.write(masked(opcode, Buffer.from(payload)));
    }

    function done(): void {
      clearTimeout(timer);
      counter.startCounting();
      resolve(raw);
    }

    function fail(why: string): void {
      clearTimeout(timer);
      stream.destroy();
      reject(new Error(`A ${dialect} socket failed: ${why}.`));
    }
  });
}

/** Clients must mask; a mask of noughts does. */
function masked(opcode: number, payload: Buffer): Buffer {
  const long = payload.length > 125;
  const header = Buffer.alloc(long ? 8 : 6);
  header[0] = 0x80 | opcode;
  header[1] = 0x80 | (long ? 126 : payload.length);
  if (long) header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}
