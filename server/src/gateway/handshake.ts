import type { RawData, WebSocket } from 'ws';
import type { z } from 'zod';
import { clientFrameSchema, limits, type ClientFrame } from '@chatire/protocol';
import type { Connection } from './connection.ts';
import type { LiveFrame } from './frame-handlers.ts';

/** Generous for people, tight for floods. */
const framesPerWindow = 120;
const windowLength = 10_000;

export interface FrameReceiver {
  /** Whatever goes wrong in here, also later, ends this socket and no other. */
  guard(connection: Connection, work: () => unknown): void;
  hello(connection: Connection, frame: Extract<ClientFrame, { type: 'hello' }>): unknown;
  live(connection: Connection, frame: LiveFrame): unknown;
}

/** Reads a socket's frames: first a hello in time, then the others. What isn't a frame closes the socket with the reason. */
export function receiveFrames(socket: WebSocket, connection: Connection, receiver: FrameReceiver): void {
  let greeted = false;
  let windowStart = performance.now();
  let framesInWindow = 0;
  let helloTimer: NodeJS.Timeout | undefined = setTimeout(
    () => connection.close('hello_timeout'),
    limits.helloTimeout,
  );
  socket.once('close', stopWaiting);
  socket.on('message', (data, isBinary) => receiver.guard(connection, () => receive(data, isBinary)));

  function stopWaiting(): void {
    clearTimeout(helloTimer);
    helloTimer = undefined;
  }

  function receive(data: RawData, isBinary: boolean): unknown {
    if (!connection.isOpen) return undefined;
    if (isBinary) return connection.close('unsupported_data', 'frames are JSON text');
    if (isFlood()) return connection.close('too_many_frames');
    const parsed = clientFrameSchema.safeParse(parseJson(String(data)));
    if (!parsed.success) return connection.close('invalid_frame', describe(parsed.error.issues[0]));
    const frame = parsed.data;
    if (frame.type === 'hello') {
      if (greeted) return connection.close('invalid_frame', 'only one hello');
      greeted = true;
      stopWaiting();
      return receiver.hello(connection, frame);
    }
    if (greeted) return receiver.live(connection, frame);
    return connection.close('hello_expected', 'the first frame must be a hello');
  }

  function isFlood(): boolean {
    const now = performance.now();
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

/** Names the field by the protocol's own words only: what the client made up isn't sent back. */
function describe(issue: z.core.$ZodIssue | undefined): string {
  if (!issue || issue.path.length === 0) return 'not a frame that clients may send';
  return `${String(issue.path[0])} is not as the protocol says`;
}
