import { limits, type ClientFrame } from '@chatire/protocol';
import type { LoggedEvent, Range } from '../log/read-log.ts';
import { veiled } from '../log/veiled.ts';
import type { Connection } from './connection.ts';
import type { Tally } from './tally.ts';

export interface ResumeParts {
  epoch: string;
  heads: ReadonlyMap<number, number>;
  readLog(ranges: readonly Range[], limit: number): Promise<LoggedEvent[]>;
  tally: Pick<Tally, 'resumed'>;
}

/** Logs of so many chats are read in one query, which bounds what is held in memory at once. */
const chatsAtOnce = 20;

/**
 * Sends what the client missed of each chat between the sequence that it holds and `heads`, in order; then what came
 * in the meantime, and everything live after that. A chat of which too much was missed is reset instead, and one that the user left
 * and came back to since.
 */
export async function resume(
  connection: Connection,
  hello: Extract<ClientFrame, { type: 'hello' }>,
  { epoch, heads, readLog, tally }: ResumeParts,
): Promise<void> {
  const ranges: Range[] = [];
  // At the first hello a client knows no epoch: what it holds it has just been given by HTTP.
  const isSameEpoch = hello.epoch === null || hello.epoch === epoch;
  for (const [chatId, head] of heads) {
    const { uri, visibleFrom = 0 } = connection.chats.get(chatId) ?? {};
    const last = uri === undefined ? undefined : hello.chats[uri];
    if (uri === undefined || last === undefined) connection.release(chatId);
    else if (last === head && isSameEpoch) {
      tally.resumed.unchanged++;
      connection.release(chatId);
    } else if (!isSameEpoch || last > head || last < visibleFrom || head - last > limits.resumeEvents) {
      tally.resumed.reset++;
      connection.send({ type: 'reset', chat: uri, sequence: head });
      connection.release(chatId);
    } else {
      tally.resumed.caught_up++;
      ranges.push({ chatId, after: last, upTo: head });
    }
  }
  for (let start = 0; start < ranges.length && connection.isOpen; start += chatsAtOnce) {
    const some = ranges.slice(start, start + chatsAtOnce);
    const events = await readLog(some, limits.resumeEvents);
    await connection.sendSlowly(events.map((one) => veiledFor(connection, one)));
    for (const { chatId } of some) connection.release(chatId);
  }
}

function veiledFor(connection: Connection, { frame, ...place }: LoggedEvent): LoggedEvent {
  const visibleFrom = connection.chats.get(place.chatId)?.visibleFrom ?? 0;
  return { ...place, frame: veiled(frame, visibleFrom) };
}
