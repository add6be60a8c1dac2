import { newBrokerTally, type Broker, type BrokerMessage } from './broker.ts';
import { createCounts } from './counts.ts';

/** For one server process: hands its own messages back to it, all of a turn of the event loop together. */
export function createInProcessBroker(): Broker {
  const topics = createCounts<string>();
  let listener: (messages: readonly BrokerMessage[]) => void = () => {};
  let waiting: BrokerMessage[] = [];
  let closed = false;
  const tally = newBrokerTally();

  function deliver() {
    // Looked at again: a topic may have been unsubscribed since its message was published.
    const messages = waiting.filter(({ topic }) => topics.has(topic));
    waiting = [];
    if (messages.length > 0 && !closed) listener(messages);
  }

  return {
    tally,
    publish(messages) {
      tally.published += messages.length;
      tally.confirmed += messages.length;
      const wanted = messages.filter(({ topic }) => topics.has(topic));
      if (wanted.length === 0 || closed) return;
      if (waiting.length === 0) setImmediate(deliver);
      for (const message of wanted) waiting.push(message);
    },
    async subscribe(added) {
      topics.add(added);
    },
    unsubscribe(removed) {
      topics.remove(removed);
    },
    onMessages(newListener) {
      listener = newListener;
    },
    isHealthy: () => true,
    onHealthChange() {},
    async close() {
      closed = true;
    },
  };
}
