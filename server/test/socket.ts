import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';
import { serverFrameSchema, type EventFrame, type ServerFrame } from '@chatire/protocol';
import type { Client } from './client.ts';

export interface TestSocket {
  frames: ServerFrame[];
  events(): EventFrame[];
  send(frame: unknown): void;
  /** The first frame, past or future, that fits; fails after 30 s. */
  waitFor(fits: (frame: ServerFrame) => boolean): Promise<ServerFrame>;
  waitForType<Type extends ServerFrame['type']>(type: Type): Promise<Extract<ServerFrame, { type: Type }>>;
  /** Code and reason of the close, past or future; fails after 30 s. */
  closed(): Promise<{ code: number; reason: string }>;
  close(): Promise<void>;
}

/** A limit for what hangs: what has to be quick is measured by what comes after it. */
const patience = 30_000;

/** A raw socket. Each frame that comes is held against the protocol's schema. */
export async function openSocket(
  url: string,
  { query = '', ...options }: { query?: string } & ClientOptions = {},
): Promise<TestSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws?${query}`, options);
  const frames: ServerFrame[] = [];
  const listeners = new Set<() => void>();
  let closing: { code: number; reason: string } | undefined;
  socket.on('message', (data) => {
    frames.push(serverFrameSchema.parse(JSON.parse(String(data))));
    for (const listener of listeners) listener();
  });
  socket.on('close', (code, reason) => {
    closing = { code, reason: String(reason) };
    for (const listener of listeners) listener();
  });
  await once(socket, 'open');

  function until<T>(look: () => T | undefined, what: string, limit: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = look();
        if (found === undefined) return;
        listeners.delete(check);
        clearTimeout(timer);
        resolve(found);
      };
      const timer = setTimeout(() => {
        listeners.delete(check);
        reject(new Error(`No ${what} within ${limit} ms. Frames: ${JSON.stringify(frames).slice(0, 2000)}`));
      }, limit);
      listeners.add(check);
      check();
    });
  }

  return {
    frames,
    events: () => frames.filter((frame) => frame.type === 'event'),
    send: (frame) =>
      socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame)),
    waitFor: (fits) => until(() => frames.find(fits), 'such frame', patience),
    waitForType: (type) =>
      until(() => frames.find((frame) => frame.type === type) as never, `${type} frame`, patience),
    closed: () => until(() => closing, 'close', patience),
    async close() {
      if (socket.readyState === socket.CLOSED) return;
      socket.close();
      await until(() => closing, 'close', patience);
    },
  };
}

/** Opens a socket and greets; `chats` holds the last sequences, as a client that comes back has them. */
export async function connect(
  person: Client,
  { epoch = null, chats = {} }: { epoch?: string | null; chats?: Record<string, number> } = {},
): Promise<TestSocket> {
  const socket = await openSocket(person.url);
  socket.send({ type: 'hello', token: person.token, epoch, chats });
  await socket.waitForType('ready');
  return socket;
}
