import type { ClientRequestArgs } from 'node:http';
import { WebSocket } from 'ws';
import type { ServerFrame } from '@chatire/protocol';

/** One socket that does as it is told, and doesn't come back: what it was given, and when. Times as of `performance.now()`. */
export interface Listener {
  frames: { at: number; frame: ServerFrame }[];
  /** When it was closed or refused. */
  closedAt(): number | undefined;
  send(frame: unknown): void;
  /** Resolves when it is ready or has been closed, whichever comes first: with whether it is in. */
  settled(): Promise<boolean>;
  close(): void;
}

/** Opens a socket and says `hello`, if there is one. */
export function listen(
  address: string,
  hello: unknown,
  options: ClientRequestArgs & { origin?: string; protocolVersion?: number } = {},
  protocols: string[] = [],
): Listener {
  const frames: Listener['frames'] = [];
  const socket = new WebSocket(address, protocols, { handshakeTimeout: 5_000, ...options });
  let closedAt: number | undefined;
  const settled = new Promise<boolean>((resolve) => {
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as ServerFrame;
      frames.push({ at: performance.now(), frame });
      if (frame.type === 'ready') resolve(true);
    });
    socket.on('close', () => {
      closedAt = performance.now();
      resolve(false);
    });
  });
  const send = (frame: unknown) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  };
  socket.on('error', () => undefined);
  if (hello !== undefined) socket.on('open', () => send(hello));
  return {
    frames,
    send,
    closedAt: () => closedAt,
    settled: () => settled,
    close: () => socket.terminate(),
  };
}

export const helloOf = (token: string, chats: { [uri: string]: number } = {}) => ({
  type: 'hello',
  token,
  epoch: null,
  chats,
});
