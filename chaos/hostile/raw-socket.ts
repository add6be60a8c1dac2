import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';

/** A client that writes what it likes, byte by byte, and reads what comes as frames. */
export interface RawSocket {
  write(...bytes: Uint8Array[]): void;
  /** The first frame with this opcode, past or future; nothing if the other side closes without, or within 5 s. */
  frame(opcode: number, fits?: (payload: Buffer) => boolean): Promise<Buffer | undefined>;
  /** Says that nothing more comes; resolves when the other side has said so, with its close frame if there was one. */
  finish(): Promise<Buffer | undefined>;
  /** The status line and headers of the answer to the upgrade. */
  head: string;
  destroy(): void;
}

export const opcodes = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A frame as the protocol of sockets has it, unless the caller wants it otherwise. */
export function frame(
  opcode: number,
  payload: Uint8Array | string = '',
  { fin = true, reserved = 0, masked = true, length = 'shortest' as 'shortest' | bigint } = {},
): Buffer {
  const body = Buffer.from(payload as string);
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const bit = masked ? 0x80 : 0;
  const mask = masked ? randomBytes(4) : Buffer.alloc(0);
  const data = masked ? body.map((byte, index) => byte ^ mask[index % 4]!) : body;
  return Buffer.concat([Buffer.from([first]), lengthBytes(bit, body.length, length), mask, data]);
}

function lengthBytes(bit: number, real: number, wanted: 'shortest' | bigint): Buffer {
  if (wanted === 'shortest' && real < 126) return Buffer.from([bit | real]);
  if (wanted === 'shortest' && real < 65_536) {
    const bytes = Buffer.from([bit | 126, 0, 0]);
    bytes.writeUInt16BE(real, 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9);
  bytes[0] = bit | 127;
  bytes.writeBigUInt64BE(wanted === 'shortest' ? BigInt(real) : wanted, 1);
  return bytes;
}

export const upgradeHeaders = {
  host: 'localhost',
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** The bytes of a request for a socket. */
export function upgradeRequest(
  headers: Record<string, string> = upgradeHeaders,
  line = 'GET /ws HTTP/1.1',
): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [line, ...lines, '', ''].join('\r\n');
}

/** Resolves when the other side has answered the request, or has hung up. */
export async function openRawSocket(port: number, request = upgradeRequest()): Promise<RawSocket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let bytes = Buffer.alloc(0);
  let ended = false;
  const frames: { opcode: number; payload: Buffer }[] = [];
  const listeners = new Set<() => void>();
  const tell = () => listeners.forEach((listener) => listener());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(request);

  const raw: RawSocket = {
    head: '',
    write: (...parts) => void (socket.destroyed || socket.write(Buffer.concat(parts))),
    destroy: () => void socket.destroy(),
    frame(opcode, fits = () => true) {
      const look = () => frames.find((one) => one.opcode === opcode && fits(one.payload))?.payload;
      return until(look, () => ended || frames.some((one) => one.opcode === opcodes.close), listeners);
    },
    async finish() {
      socket.end();
      await until(
        () => undefined,
        () => ended,
        listeners,
      );
      return frames.find((one) => one.opcode === opcodes.close)?.payload;
    },
  };
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    const end = raw.head === '' ? bytes.indexOf('\r\n\r\n') : -1;
    if (end >= 0) {
      raw.head = bytes.subarray(0, end).toString('latin1');
      bytes = bytes.subarray(end + 4);
    }
    for (let taken = takeFrame(bytes); raw.head && taken; taken = takeFrame(bytes)) {
      frames.push(taken);
      bytes = bytes.subarray(taken.size);
    }
    tell();
  });
  socket.on('close', () => {
    ended = true;
    tell();
  });
  await until(
    () => raw.head || undefined,
    () => ended,
    listeners,
  );
  return raw;
}

function takeFrame(bytes: Buffer): { opcode: number; payload: Buffer; size: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes[1]! & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < start) return undefined;
  const length =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const size = start + length;
  if (bytes.length < size) return undefined;
  return { opcode: bytes[0]! & 0x0f, payload: bytes.subarray(start, size), size };
}

const patience = 5_000;

function until<T>(
  look: () => T | undefined,
  isOver: () => boolean,
  listeners: Set<() => void>,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const settle = (found: T | undefined) => {
      listeners.delete(check);
      clearTimeout(timer);
      resolve(found);
    };
    const timer = setTimeout(() => settle(undefined), patience);
    const check = () => {
      const found = look();
      if (found !== undefined || isOver()) settle(found);
    };
    listeners.add(check);
    check();
  });
}
