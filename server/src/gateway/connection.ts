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
  newChats: NewChat[] | undefined;
  readonly isOpen: boolean;
  /** Whether somebody sits before it, as far as its client says. */
  isHere: boolean;
  /** Why the server closed it; nothing when it didn't. */
  readonly closedFor: CloseReason | undefined;
  /** The chats of which it shows who is there, the open one among them. */
  watching: Watching;
  /** The chats it hears, by id. */
  readonly chats: Map<number, HeardChat>;
  send(frame: ServerFrame): void;
  /** Sends and waits until the system has taken it: for long answers, so that they don't pile up here. */
  sendSlowly(events: readonly LoggedEvent[]): Promise<void>;
  /** Hears a chat from now on, held back until it is released. */
  hear(chat: NewChat): void;
  /** Events of a chat, encoded and joined once for all sockets. Held back while the chat's missed events are being read. */
  receiveEvents(chatId: number, frames: Buffer): void;
  /** What doesn't last: dropped when the socket is slow, and then false. */
  receiveEphemeral(frame: Buffer): boolean;
  /** What is written from now on goes out at once with `uncork`. False when it is corked already. */
  cork(): boolean;
  uncork(): void;
  /** Hears no more of a chat. */
  forget(chatId: number): void;
  /** Sends what was held back of a chat, and nothing is held back of it from then on. */
  release(chatId: number): void;
  close(reason: CloseReason, detail?: string): void;
}

export interface NewChat {
  chatId: number;
  uri: string;
  /** What stands before this place of the log isn't shown to the user. */
  visibleFrom: number;
}

export interface HeardChat {
  uri: string;
  visibleFrom: number;
  /** Events that came while the missed ones were being read. */
  held: Buffer[] | undefined;
}

export interface Watching {
  open: number | undefined;
  chats: readonly number[];
}

/** Shared by all sockets that watch nothing. */
export const watchesNothing: Watching = { open: undefined, chats: [] };

/**
 * `stream` is what `socket` writes to. Encoded frames go there directly, which costs a tenth of a send of their own each; between
 * two whole frames that is safe as long as nothing is compressed: `ws` then writes its own frames whole and at once.
 */
export function createConnection(socket: WebSocket, stream: Duplex): Connection {
  return new SocketConnection(socket, stream);
}

/** A class, so that ten thousand idle sockets share their functions. */
class SocketConnection implements Connection {
  signedIn: SignedIn | undefined = undefined;
  newChats: NewChat[] | undefined = [];
  isHere = true;
  closedFor: CloseReason | undefined = undefined;
  watching = watchesNothing;
  readonly chats = new Map<number, HeardChat>();
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  /** Chats of which events are held back: mostly none, and then nothing has to be looked up for an event. */
  #holding = 0;
  #heldBytes = 0;
  #isCorked = false;

  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket;
    this.#stream = stream;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  send(frame: ServerFrame): void {
    if (this.#canWrite()) this.#socket.send(JSON.stringify(frame));
  }

  async sendSlowly(events: readonly LoggedEvent[]): Promise<void> {
    for (const { chatId, frame } of events) {
      if (!this.isOpen) return;
      // The user may have been removed in the meantime.
      if (!this.chats.has(chatId)) continue;
      const text = JSON.stringify(frame);
      if (this.#stream.writableLength < slowBytes) this.#socket.send(text);
      else await new Promise<void>((resolve) => this.#socket.send(text, () => resolve()));
    }
  }

  hear({ chatId, uri, visibleFrom }: NewChat): void {
    this.forget(chatId);
    this.chats.set(chatId, { uri, visibleFrom, held: [] });
    this.#holding++;
  }

  receiveEvents(chatId: number, frames: Buffer): void {
    const held = this.#holding > 0 ? this.chats.get(chatId)?.held : undefined;
    if (!held) return this.#write(frames);
    held.push(frames);
    this.#heldBytes += frames.length;
    if (this.#heldBytes > tooSlowBytes) this.close('slow');
  }

  receiveEphemeral(frame: Buffer): boolean {
    if (this.#stream.writableLength >= slowBytes) return false;
    this.#write(frame);
    return true;
  }

  cork(): boolean {
    if (this.#isCorked) return false;
    this.#stream.cork();
    return (this.#isCorked = true);
  }

  uncork(): void {
    this.#isCorked = false;
    this.#stream.uncork();
  }

  release(chatId: number): void {
    const chat = this.chats.get(chatId);
    const held = chat?.held;
    if (!chat || !held) return;
    chat.held = undefined;
    this.#holding--;
    for (const frames of held) {
      this.#heldBytes -= frames.length;
      this.#write(frames);
    }
  }

  forget(chatId: number): void {
    const held = this.chats.get(chatId)?.held;
    if (held) this.#holding--;
    for (const frames of held ?? []) this.#heldBytes -= frames.length;
    this.chats.delete(chatId);
  }

  close(reason: CloseReason, detail = reason.replaceAll('_', ' ')): void {
    if (this.isOpen) {
      this.closedFor = reason;
      this.#socket.close(closeCodes[reason].code, shortened(detail));
    }
    // Who doesn't read won't answer the close either.
    if (reason === 'slow') setTimeout(() => this.#socket.terminate(), slowPatience).unref();
  }

  #write(frames: Buffer): void {
    if (this.#canWrite()) this.#stream.write(frames);
  }

  #canWrite(): boolean {
    if (!this.isOpen) return false;
    if (this.#stream.writableLength <= tooSlowBytes) return true;
    this.close('slow');
    return false;
  }
}

/** Cut between two characters. */
function shortened(reason: string): string {
  let short = reason.slice(0, reasonBytes).toWellFormed();
  while (Buffer.byteLength(short) > reasonBytes) short = short.slice(0, -1).toWellFormed();
  return short;
}
