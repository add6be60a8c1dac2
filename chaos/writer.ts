import { setTimeout as sleep } from 'node:timers/promises';
import { postUntilAcknowledged, type Person } from './person.ts';
import type { Record } from './record.ts';

export interface Writing {
  /** Sends no new posts; resolves when those under way are acknowledged. */
  stop(): Promise<void>;
  /** Resolves when all posts are acknowledged, if their number was given. */
  done: Promise<void>;
}

/**
 * Posts one text after the other into a chat, each when the last one is acknowledged: `perSecond` of them or as many
 * as it can, `count` of them or until it is stopped. A text has at least `length` characters, of four bytes each.
 */
export function startWriting(
  record: Record,
  person: Person,
  uri: string,
  {
    perSecond = Infinity,
    count = Infinity,
    length = 0,
  }: { perSecond?: number; count?: number; length?: number } = {},
): Writing {
  let stopping = false;
  async function write(): Promise<void> {
    // People don't all begin in the same moment.
    await sleep((Math.random() * 1_000) / perSecond);
    let next = performance.now();
    for (let index = 0; index < count && !stopping; index++) {
      const start = `${person.name} says ${index}`;
      const text = start + '🌊'.repeat(Math.max(0, length - start.length));
      const clientId = record.sent(person.name, uri, text);
      const message = await postUntilAcknowledged(person, uri, text, clientId);
      if (message) record.acknowledged(clientId, message.sequence);
      next += 1_000 / perSecond;
      if (next > performance.now()) await sleep(next - performance.now());
    }
  }
  const done = write();
  return {
    done,
    async stop() {
      stopping = true;
      await done;
    },
  };
}
