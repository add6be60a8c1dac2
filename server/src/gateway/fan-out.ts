import type { Connection } from './connection.ts';
import type { Tally } from './tally.ts';
import { frameFor, type EncodedEvent } from './veiled-frame.ts';

/** Events of one chat on their way to the sockets that hear it. */
export interface Outlet {
  chatId: number;
  connections: Set<Connection>;
  /** Encoded events that wait for the next turn, in order. */
  ready: EncodedEvent[];
  /** What is from before this place isn't shown to some of the sockets; 0: all see all. */
  visibleFrom: number;
  /** Up to here events have begun to go out: who joins now hears what comes after. */
  sent: number;
  /** What is being written: to whom, and how many have it. */
  pass: Pass | undefined;
}

interface Pass {
  events: readonly EncodedEvent[];
  /** All of them, joined. */
  frames: Buffer;
  /** The oldest place of which they show anything. */
  oldest: number;
  to: readonly Connection[];
  done: number;
}

export interface FanOut {
  /** Goes out in the next turn of the event loop, together with whatever becomes ready until then. */
  add(outlet: Outlet, event: EncodedEvent): void;
  /** Writes all that is ready for these sockets, at once. */
  finish(outlet: Outlet): void;
}

/** Writes in one turn: about 2 ms. A post takes several turns from request to commit, and each waits for as long. */
const writesAtOnce = 250;
/** A socket's share of one write; a full one is far below the limit for slow readers. */
const bytesAtOnce = 128 * 1024;

/**
 * Joins the events of a chat that become ready together into one buffer and writes that once to each socket. Nothing waits when
 * there is little to do; the more there is, the more each write carries. A huge chat takes turns with the others.
 */
export function createFanOut(tally: Pick<Tally, 'deliveries'>): FanOut {
  const waiting = new Set<Outlet>();
  let scheduled = false;

  function schedule(): void {
    if (!scheduled) setImmediate(takeTurn);
    scheduled = true;
  }

  function takeTurn(): void {
    scheduled = false;
    let writes = writesAtOnce;
    const corked: Connection[] = [];
    // Those that aren't done go to the end of the line, and may come again within this turn.
    for (const outlet of waiting) {
      if (writes <= 0) break;
      waiting.delete(outlet);
      writes -= write(outlet, writes, tally, waiting.size > 0 ? corked : undefined);
      if (outlet.pass || outlet.ready.length > 0) waiting.add(outlet);
    }
    for (const connection of corked) connection.uncork();
    if (waiting.size > 0) schedule();
  }

  return {
    add(outlet, event) {
      outlet.ready.push(event);
      waiting.add(outlet);
      schedule();
    },
    finish(outlet) {
      waiting.delete(outlet);
      while (outlet.pass || outlet.ready.length > 0) write(outlet, Infinity, tally);
    },
  };
}

/** Gives how many sockets were written to. With `corked`, sockets with several chats keep what they get until they are uncorked. */
function write(
  outlet: Outlet,
  limit: number,
  tally: Pick<Tally, 'deliveries'>,
  corked?: Connection[],
): number {
  const pass = (outlet.pass ??= begin(outlet));
  const end = Math.min(pass.to.length, pass.done + limit);
  const isContinued = pass.done > 0;
  const isVeiled = pass.oldest < outlet.visibleFrom;
  const count = end - pass.done;
  tally.deliveries += count * pass.events.length;
  while (pass.done < end) {
    const connection = pass.to[pass.done++]!;
    // It may have gone, or been removed, since the pass began in an earlier turn.
    if (isContinued && !outlet.connections.has(connection)) continue;
    if (corked && connection.chats.size > 1 && connection.cork()) corked.push(connection);
    connection.receiveEvents(outlet.chatId, isVeiled ? framesFor(connection, outlet, pass) : pass.frames);
  }
  if (pass.done === pass.to.length) outlet.pass = undefined;
  return count;
}

function framesFor(connection: Connection, { chatId }: Outlet, { events, frames, oldest }: Pass): Buffer {
  const visibleFrom = connection.chats.get(chatId)?.visibleFrom ?? 0;
  if (visibleFrom <= oldest) return frames;
  return Buffer.concat(events.map((event) => frameFor(event, visibleFrom)));
}

function begin(outlet: Outlet): Pass {
  let bytes = 0;
  let count = 0;
  let oldest = Infinity;
  for (const event of outlet.ready) {
    const { frame } = event;
    if (count > 0 && bytes + frame.length > bytesAtOnce) break;
    bytes += frame.length;
    count++;
    oldest = Math.min(oldest, event.oldest);
  }
  const joined = outlet.ready.splice(0, count);
  outlet.sent = joined.at(-1)?.sequence ?? outlet.sent;
  const [first] = joined;
  const frames =
    joined.length === 1 && first
      ? first.frame
      : Buffer.concat(
          joined.map(({ frame }) => frame),
          bytes,
        );
  return { events: joined, frames, oldest, to: [...outlet.connections], done: 0 };
}
