import type { WebSocket } from 'ws';
import { clientFrameSchema, limits, type ClientFrame } from '@chatire/protocol';
import type { Connection } from './connection.ts';
import type { LiveFrame } from './frame-handlers.ts';

/** Generous for people, tight for floods. */
const framesPerWindow = 120;
const windowLength = 10_000;

export interface FrameReceiver {
  hello(frame: Extract<ClientFrame, { type: 'hello' }>): void;
  live(frame: LiveFrame): void;
}

/** Reads a socket's frames: first a hello in time, then the others. What isn't a frame closes the socket with the reason. */
export function receiveFrames(socket: WebSocket, connection: Connection, receiver: FrameReceiver): void {
  let greeted = false;
  let windowStart = Date.now();
  let framesInWindow = 0;
  const helloTimer = setTimeout(() => connection.close('hello_timeout'), limits.helloTimeout);
  socket.once('close', () => clearTimeout(helloTimer));

  socket.on('message', (data, isBinary) => {
    if (!connection.isOpen) return;
    if (isBinary) return connection.close('unsupported_data', 'frames are JSON text');
    if (isFlood()) return connection.close('too_many_frames');
    const parsed = clientFrameSchema.safeParse(parseJson(String(data)));
    if (!parsed.success) return connection.close('invalid_frame', describe(parsed.error.issues[0]));
    const frame = parsed.data;
    if (frame.type === 'hello') {
      if (greeted) return connection.close('invalid_frame', 'only one hello');
      greeted = true;
      clearTimeout(helloTimer);
      receiver.hello(frame);
    } else if (greeted) receiver.live(frame);
    else connection.close('hello_expected', 'the first frame must be a hello');
  });

  function isFlood(): boolean {
    const now = Date.now();
    if (now - windowStart > windowLength) {
      windowStart = now;
      framesInWindow = 0;
    }
    framesInWindow++;
    return framesInWindow > framesPerWindow;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(issue: { path: PropertyKey[]; message: string } | undefined): string {
  const path = issue?.path.map(String).join('.');
  return path ? `${path}: ${issue?.message}` : 'not a frame that clients may send';
}
