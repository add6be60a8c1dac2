import type { BrokerMessage, BrokerTally } from './broker.ts';

/** Messages that wait for RabbitMQ, in order. Beyond its limits the oldest go: readers find gaps in the database. */
export function createOutbox(
  limits: { messages: number; characters: number },
  tally?: Pick<BrokerTally, 'dropped'>,
) {
  let waiting: BrokerMessage[] = [];
  // Taken from the front by moving an index: shift() of a long array copies it.
  let first = 0;
  let characters = 0;
  let dropped = 0;

  function drop() {
    while (waiting.length - first > limits.messages || characters > limits.characters) {
      removeFirst();
      dropped += 1;
      if (tally) tally.dropped += 1;
    }
  }

  function removeFirst(): BrokerMessage | undefined {
    const message = waiting[first];
    if (!message) return undefined;
    first += 1;
    characters -= lengthOf(message);
    if (first > 1_024 && first * 2 > waiting.length) {
      waiting = waiting.slice(first);
      first = 0;
    }
    return message;
  }

  return {
    size: () => waiting.length - first,

    /** How many had to go since `forgetDropped`. */
    dropped: () => dropped,
    forgetDropped() {
      dropped = 0;
    },

    add(messages: readonly BrokerMessage[]) {
      for (const message of messages) {
        waiting.push(message);
        characters += lengthOf(message);
      }
      drop();
    },

    /** As `add`, but before all that wait. */
    putBack(messages: readonly BrokerMessage[]) {
      waiting = [...messages, ...waiting.slice(first)];
      first = 0;
      for (const message of messages) characters += lengthOf(message);
      drop();
    },

    /** The next messages, at least one if there is one, and no more than `limit` characters otherwise. */
    take(limit: number): BrokerMessage[] {
      const taken: BrokerMessage[] = [];
      let length = 0;
      for (let next = waiting[first]; next; next = waiting[first]) {
        length += lengthOf(next);
        if (taken.length > 0 && length > limit) break;
        taken.push(next);
        removeFirst();
      }
      return taken;
    },
  };
}

export function lengthOf({ topic, body }: BrokerMessage): number {
  return topic.length + body.length;
}
