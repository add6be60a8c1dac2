import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ServerFrame } from '@chatire/protocol';
import type { Connection } from './connection.ts';
import { textFrame } from './text-frame.ts';

/** What is true of a chat at the moment, as a frame, and those sockets that have something else or nothing. */
export interface LastWord {
  text: string;
  frame: Buffer;
  untold: Set<Connection>;
}

export const newLastWord = (): LastWord => ({ text: '', frame: Buffer.alloc(0), untold: new Set() });

/** Writes in one turn of the event loop, as in the fan-out. */
const writesAtOnce = 250;

/** Tells it to all of the audience if it is new, else to those who don't know. Gives its length in bytes. */
export function tell(word: LastWord, frame: ServerFrame, audience: ReadonlySet<Connection>): number {
  const text = JSON.stringify(frame);
  if (text !== word.text) {
    word.text = text;
    word.frame = textFrame(text);
    for (const connection of audience) word.untold.add(connection);
  }
  void deliver(word);
  return word.frame.length;
}

/** Slow sockets stay untold. */
async function deliver(word: LastWord): Promise<void> {
  let writes = 0;
  for (const connection of word.untold) {
    if (++writes % writesAtOnce === 0) await nextTurn();
    if (word.untold.has(connection) && connection.receiveEphemeral(word.frame))
      word.untold.delete(connection);
  }
}
