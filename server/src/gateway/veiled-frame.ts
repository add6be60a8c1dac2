import type { EventFrame } from '@chatire/protocol';
import { veiled } from '../log/veiled.ts';
import { textFrame, textOf } from './text-frame.ts';

/** An event on its way to the sockets of a chat, encoded once for all of them. */
export interface EncodedEvent {
  sequence: number;
  frame: Buffer;
  /** The oldest place of which it shows anything. */
  oldest: number;
  /** What those get who came later: made for the first of them, and the same for the others. */
  veiled?: { event: EventFrame; frames: Map<EventFrame['kind'], Buffer> };
}

/** For a socket whose user sees the log from `visibleFrom` on. */
export function frameFor(encoded: EncodedEvent, visibleFrom: number): Buffer {
  if (encoded.oldest >= visibleFrom) return encoded.frame;
  const { event, frames } = (encoded.veiled ??= {
    event: JSON.parse(textOf(encoded.frame)) as EventFrame,
    frames: new Map(),
  });
  const shown = veiled(event, visibleFrom);
  const frame = frames.get(shown.kind) ?? textFrame(JSON.stringify(shown));
  frames.set(shown.kind, frame);
  return frame;
}
