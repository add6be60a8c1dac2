import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { closeCodes, type CloseReason, type ServerFrame } from '@chatire/protocol';
import type { SignedIn } from '../accounts/authenticate.ts';
import type { LoggedEvent } from '../log/read-log.ts';

/** Above this many unsent bytes a socket gets nothing that doesn't last. */
const slowBytes = 256 * 1024;
/** Above this many it is closed; it comes back and resumes. */
const tooSlowBytes = 1024 * 1024;
/** Milliseconds. */
const slowPatience = 1_000;
/** The protocol of sockets allows 123 bytes. */
const reasonBytes = 120;

/** One socket and what the gateway knows of it. */
export interface Connection {
  /** Nothing until the hello is accepted. */
  signedIn: SignedIn | undefined;
  /** Chats that the user came into while the hello was being answered: they are told after it. */
  newChats: { chatId: number; uri: string }[] | undefined;
  readonly isOpen: boolean;
  /** The chats it hears, by id. */
  readonly chats: Map<number, HeardChat>;
  send(frame: ServerFrame): void;
  /** Sends and waits until the system has taken it: for long answers, so that they don't pile up here. */
  sendSlowly(events: readonly LoggedEvent[]): Promise<void>;
  /** Hears a chat from now on, held back until it is released. */
  hear(chatId: number, uri: string): void;
  /** Events of a chat, encoded and joined once for all sockets. Held back while the chat's missed events are being read. */
  receiveEvents(chatId: number, frames: Buffer): void;
  /** What doesn't last: dropped when the socket is slow. */
  receiveEphemeral(frame: Buffer): void;
  /** What is written from now on goes out at once with `uncork`. False when it is corked already. */
  cork(): boolean;
  uncork(): void;
  /** Hears no more of a chat. */
  forget(chatId: number): void;
  /** Sends what was held back of a chat, and nothing is held back of it from then on. */
  release(chatId: number): void;
  close(reason: CloseReason, detail?: string): void;
}

export interface HeardChat {
  uri: string;
  /** Events that came while the missed ones were being read. */
  held: Buffer[] | undefined;
}

/**
 * `stream` is what `socket` writes to. Encoded frames go there directly, which costs a tenth of a send of their own each; between
 * two whole frames that is safe as long as nothing is compressed: `ws` then writes its own frames whole and at once.
 */
export function createConnection(socket: WebSocket, stream: Duplex): Connection {
  /** Chats of which events are held back: mostly none, and then nothing has to be looked up for an event. */
  let holding = 0;
  let heldBytes = 0;
  let isCorked = false;
  const connection: Connection = {
    signedIn: undefined,
    newChats: [],
    chats: new Map(),
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
    send(frame) {
      if (canWrite()) socket.send(JSON.stringify(frame));
    },
    async sendSlowly(events) {
      for (const { chatId, frame } of events) {
        if (!connection.isOpen) return;
        // The user may have been removed in the meantime.
        if (!connection.chats.has(chatId)) continue;
        if (stream.writableLength < slowBytes) socket.send(JSON.stringify(frame));
        else await new Promise<void>((resolve) => socket.send(JSON.stringify(frame), () => resolve()));
      }
    },
    hear(chatId, uri) {
      connection.forget(chatId);
      connection.chats.set(chatId, { uri, held: [] });
      holding++;
    },
    receiveEvents(chatId, frames) {
      const held = holding > 0 ? connection.chats.get(chatId)?.held : undefined;
      if (!held) return write(frames);
      held.push(frames);
      heldBytes += frames.length;
      if (heldBytes > tooSlowBytes) connection.close('slow');
    },
    receiveEphemeral(frame) {
      if (stream.writableLength < slowBytes) write(frame);
    },
    cork() {
      if (isCorked) return false;
      stream.cork();
      return (isCorked = true);
    },
    uncork() {
      isCorked = false;
      stream.uncork();
    },
    release(chatId) {
      const chat = connection.chats.get(chatId);
      const held = chat?.held;
      if (!chat || !held) return;
      chat.held = undefined;
      holding--;
      for (const frame of held) {
        heldBytes -= frame.length;
        write(frame);
      }
    },
    forget(chatId) {
      const held = connection.chats.get(chatId)?.held;
      if (held) holding--;
      for (const frame of held ?? []) heldBytes -= frame.length;
      connection.chats.delete(chatId);
    },
    close(reason, detail = reason.replaceAll('_', ' ')) {
      if (socket.readyState === socket.OPEN) socket.close(closeCodes[reason].code, shortened(detail));
      // Who doesn't read won't answer the close either.
      if (reason === 'slow') setTimeout(() => socket.terminate(), slowPatience).unref();
    },
  };

  function write(frames: Buffer): void {
    if (canWrite()) stream.write(frames);
  }

  function canWrite(): boolean {
    if (socket.readyState !== socket.OPEN) return false;
    if (stream.writableLength <= tooSlowBytes) return true;
    connection.close('slow');
    return false;
  }

  return connection;
}

/** Cut between two characters. */
function shortened(reason: string): string {
  let short = reason.slice(0, reasonBytes).toWellFormed();
  while (Buffer.byteLength(short) > reasonBytes) short = short.slice(0, -1).toWellFormed();
  return short;
}
