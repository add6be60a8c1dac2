import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerCalls } from '../answer-calls.ts';
import { createHistogram } from './histogram.ts';
import { ageOf } from './timed-client-id.ts';
import { openRawSocket, type Dialect, type RawSocket } from './raw-socket.ts';

/** Holds the sockets of one server, has events put into it, and measures when they arrive. */
export interface OpenSockets {
  port: number;
  /** Where events are put in; without it the sockets only listen. */
  control?: number;
  dialect: Dialect;
  /** Chat by chat the tokens of its sockets; for peers only their number counts. */
  chats: (string | undefined)[][];
  /** What each chat's clients hold, as those who come back. */
  holds?: { epoch: string | null; chats: Record<string, number> }[];
}

/** A closed loop that keeps so many events under way, or so many events a second whatever becomes of them. */
export type Mode = { inFlight: number } | { rate: number };

export interface Measured {
  events: number;
  deliveries: number;
  seconds: number;
  p50: number;
  p99: number;
  /** Events that some socket hadn't got 20 s after the last was put in. */
  lost: number;
}

const openAtOnce = 64;
const patience = 20_000;
const tick = 2;
const sampleEvery = 10;

interface LoadedChat {
  sockets: RawSocket[];
  /** Event by event: when it was put in, and how many sockets it has yet to reach. */
  sentAt: number[];
  missing: number[];
}

let chats: LoadedChat[] = [];
/** Servers go from chat to chat in the same order, over all runs. */
let turn = 0;
let door: Socket | undefined;
const histogram = createHistogram();

answerCalls({ open, run, watch, report, close });

/** Gives how many seconds it took. */
async function open({ port, control, dialect, chats: tokens, holds }: OpenSockets): Promise<number> {
  const began = performance.now();
  chats = tokens.map(() => ({ sockets: [], sentAt: [], missing: [] }));
  const wanted = tokens.flatMap((some, chat) => some.map((token) => ({ chat, token })));
  const openNext = async (): Promise<void> => {
    for (let next = wanted.shift(); next; next = wanted.shift()) {
      const { chat, token } = next;
      const held = holds?.[chat];
      const socket = await openRawSocket({ port, dialect, chat, token, ...(held && { holds: held }) });
      chats[chat]!.sockets.push(socket);
    }
  };
  await Promise.all(Array.from({ length: openAtOnce }, openNext));
  if (control !== undefined) {
    door = connect({ port: control, host: '127.0.0.1', noDelay: true });
    await once(door, 'connect');
  }
  return (performance.now() - began) / 1000;
}

async function run({ mode, seconds }: { mode: Mode; seconds: number }): Promise<Measured> {
  histogram.clear();
  let put = 0;
  let done = 0;
  let deliveries = 0;
  let lastAt = 0;
  let refill: (() => void) | undefined;
  let refilling = false;
  for (const chat of chats) {
    chat.sentAt = [];
    chat.missing = [];
    for (const socket of chat.sockets) {
      socket.received = 0;
      socket.onEvents = (count) => {
        lastAt = performance.now();
        deliveries += count;
        for (let index = socket.received - count; index < socket.received; index++) {
          histogram.add(lastAt - (chat.sentAt[index] ?? lastAt), 1);
          chat.missing[index]!--;
          if (chat.missing[index] === 0) done++;
        }
        if (refill && !refilling) {
          refilling = true;
          setImmediate(() => refill?.());
        }
      };
    }
  }
  const began = performance.now();

  function putIn(count: number): void {
    const now = performance.now();
    for (let index = 0; index < count; index++) {
      const chat = chats[turn++ % chats.length]!;
      chat.sentAt.push(now);
      chat.missing.push(chat.sockets.length);
    }
    put += count;
    const bytes = Buffer.alloc(Math.ceil(count / 255), 255);
    bytes[0] = count - 255 * (bytes.length - 1);
    door!.write(bytes);
  }

  if ('rate' in mode) {
    for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - began) / 1000) {
      const due = Math.floor(elapsed * mode.rate) - put;
      if (due > 0) putIn(due);
      await sleep(Math.max(tick, 1000 / mode.rate / 4));
    }
  } else {
    // Filled up once a turn of the event loop, after all that has arrived in it was counted.
    refill = () => {
      refilling = false;
      if (put - done < mode.inFlight) putIn(mode.inFlight - (put - done));
    };
    refill();
    await sleep(1000 * seconds);
    refill = undefined;
  }
  const deadline = performance.now() + patience;
  while (done < put && performance.now() < deadline) await sleep(2);
  const lost = chats.flatMap((chat) =>
    chat.sockets.map((socket) => Math.abs(chat.sentAt.length - socket.received)),
  );
  return {
    events: put,
    deliveries,
    seconds: (lastAt - began) / 1000,
    p50: histogram.percentile(0.5),
    p99: histogram.percentile(0.99),
    lost: lost.reduce((sum, count) => sum + count, 0),
  };
}

/** For events that others put in: counts them, and takes their age from the client ids that a sample of sockets sees. */
function watch(): void {
  histogram.clear();
  for (const { sockets } of chats)
    for (const [index, socket] of sockets.entries()) {
      socket.received = 0;
      socket.onEvents = () => undefined;
      socket.counter.look = index % sampleEvery === 0 ? (event) => histogram.add(ageOf(event), 1) : undefined;
    }
}

/** Waits until as many deliveries were counted. */
async function report(expected: number): Promise<Pick<Measured, 'deliveries' | 'p50' | 'p99'>> {
  const count = () =>
    chats.reduce((sum, chat) => sum + chat.sockets.reduce((all, socket) => all + socket.received, 0), 0);
  const deadline = performance.now() + patience;
  while (count() < expected && performance.now() < deadline) await sleep(10);
  return { deliveries: count(), p50: histogram.percentile(0.5), p99: histogram.percentile(0.99) };
}

function close(): void {
  for (const chat of chats) for (const socket of chat.sockets) socket.stream.destroy();
  door?.destroy();
  chats = [];
}
