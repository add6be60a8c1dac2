import { WebSocket } from 'ws';
import { closeCodes, type EventFrame, type History, type ServerFrame } from '@chatire/protocol';
import type { Person } from './person.ts';
import type { Record } from './record.ts';

/** A client by the rules of PROTOCOL.md: it comes back by itself, resumes, drops what it has and fetches what is missing. */
export interface Reader {
  /** Milliseconds from losing each connection to being ready again, the wait before the next try included. */
  returns: number[];
  /** Milliseconds from each try that succeeded to being ready: connecting, hello and everything missed. */
  resumes: number[];
  isLive(): boolean;
  last(uri: string): number;
  /** Resolves when it holds the chat up to there; rejects after `limit` milliseconds. */
  reaches(uri: string, sequence: number, limit?: number): Promise<void>;
  refusals(): { withDelay: number; withoutDelay: number };
  close(): void;
}

export interface ReaderOptions {
  person: Person;
  /** Its name in the record, where one person has several. */
  reader?: string;
  chats: readonly string[];
  /** Addresses of sockets, one taken at random for each try. */
  sockets: () => readonly string[];
  record: Record;
  /** Only of these kinds of closing it is said that the person has gone for good. */
  onEnded?: (code: number) => void;
}

const backOff = { least: 500, most: 30_000 };
const pongLimit = 10_000;
const pingEvery = 5_000;
const holdGap = 200;

/** Resolves when it is ready for the first time, having begun each chat at its head. */
export async function startReader({
  person,
  reader = person.name,
  chats,
  sockets,
  record,
  onEnded,
}: ReaderOptions): Promise<Reader> {
  const last = new Map<string, number>();
  const waiting = new Set<() => void>();
  const returns: number[] = [];
  const resumes: number[] = [];
  const refused = { withDelay: 0, withoutDelay: 0 };
  let epoch: string | null = null;
  let live = false;
  let closed = false;
  let attempt = 0;
  let lostAt: number | undefined;
  let socket: WebSocket | undefined;
  let wished: number | undefined;

  function show(event: EventFrame): void {
    last.set(event.chat, event.sequence);
    const clientId = event.kind === 'message_posted' ? event.message.client_id : null;
    record.shown(reader, event.chat, event.sequence, clientId);
    for (const look of waiting) look();
  }

  const held = new Map<string, Map<number, EventFrame>>();
  /** Chats whose missed events are being fetched: what comes live meanwhile is ahead of its turn. */
  const resetting = new Set<string>();
  function receive(event: EventFrame): void {
    const known = last.get(event.chat);
    if (known === undefined || event.sequence <= known) return;
    if (event.sequence === known + 1) {
      show(event);
      const next = held.get(event.chat)?.get(event.sequence + 1);
      if (next) receive(next);
      return;
    }
    const chat = held.get(event.chat) ?? new Map<number, EventFrame>();
    // The server's own stream has no gaps: one is its mistake, even though a new connection's resume closes it.
    if (chat.size === 0 && !resetting.has(event.chat))
      record.passedOver(reader, event.chat, event.sequence - known - 1);
    held.set(event.chat, chat.set(event.sequence, event));
    setTimeout(() => (last.get(event.chat) ?? 0) < event.sequence - 1 && socket?.terminate(), holdGap);
  }

  function begin(heads: { [uri: string]: number }): void {
    for (const uri of chats) {
      last.set(uri, heads[uri] ?? 0);
      record.startsAt(reader, uri, heads[uri] ?? 0);
    }
  }

  /** Too much was missed for the socket: page by page, as the page does. */
  async function fetchMissed(uri: string): Promise<void> {
    resetting.add(uri);
    for (let more = true; more;) {
      const path = `/api/chats/${uri}/messages/?limit=100&after=${last.get(uri) ?? 0}`;
      const { body } = await person.call<History>('GET', path);
      for (const message of body.messages)
        receive({
          type: 'event',
          chat: uri,
          sequence: message.sequence,
          at: message.created_at,
          kind: 'message_posted',
          message,
          mentioned: [],
        });
      more = body.has_newer;
    }
    resetting.delete(uri);
  }

  async function connect(): Promise<void> {
    if (closed) return;
    const token = await person.token().catch(() => undefined);
    if (token === undefined) return again();
    const began = performance.now();
    const urls = sockets();
    const mine = new WebSocket(`${urls[Math.floor(Math.random() * urls.length)]}/ws`, {
      handshakeTimeout: 10_000,
    });
    socket = mine;
    let pong: NodeJS.Timeout | undefined;
    let ping: NodeJS.Timeout | undefined;
    mine.on('open', () =>
      mine.send(JSON.stringify({ type: 'hello', token, epoch, chats: Object.fromEntries(last) })),
    );
    mine.on('message', (data) => {
      const frame = JSON.parse(String(data)) as ServerFrame;
      if (frame.type === 'event') receive(frame);
      else if (frame.type === 'pong') clearTimeout(pong);
      else if (frame.type === 'reconnect') wished = frame.after;
      else if (frame.type === 'reset') void fetchMissed(frame.chat).catch(() => mine.terminate());
      else if (frame.type === 'ready') {
        if (epoch === null) begin(frame.chats);
        epoch = frame.epoch;
        live = true;
        attempt = 0;
        resumes.push(performance.now() - began);
        if (lostAt !== undefined) returns.push(performance.now() - lostAt);
        lostAt = undefined;
        ping = setInterval(() => {
          mine.send('{"type":"ping"}');
          clearTimeout(pong);
          pong = setTimeout(() => mine.terminate(), pongLimit);
        }, pingEvery);
        for (const look of waiting) look();
      }
    });
    mine.on('error', () => undefined);
    mine.on('close', (code) => {
      clearTimeout(pong);
      clearInterval(ping);
      if (live) lostAt ??= performance.now();
      live = false;
      held.clear();
      resetting.clear();
      if (code === closeCodes.busy.code) refused[wished === undefined ? 'withoutDelay' : 'withDelay']++;
      const reason = Object.values(closeCodes).find((known) => known.code === code);
      if (reason && !reason.reconnect) {
        closed = true;
        onEnded?.(code);
      } else again();
    });
  }

  function again(): void {
    if (closed) return;
    const ceiling = Math.min(backOff.most, backOff.least * 2 ** attempt++);
    const delay = wished ?? Math.random() * ceiling;
    wished = undefined;
    setTimeout(() => void connect(), delay);
  }

  function until(fits: () => boolean, limit: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!fits()) return;
        waiting.delete(look);
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`${reader} was not ${what} within ${limit} ms.`));
      }, limit);
      waiting.add(look);
      look();
    });
  }

  void connect();
  await until(() => live, 30_000, 'ready');
  return {
    returns,
    resumes,
    isLive: () => live,
    last: (uri) => last.get(uri) ?? 0,
    reaches: (uri, sequence, limit = 30_000) =>
      until(() => (last.get(uri) ?? 0) >= sequence, limit, `shown ${sequence}`),
    refusals: () => refused,
    close() {
      closed = true;
      socket?.terminate();
    },
  };
}
