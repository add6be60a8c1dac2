import type { Broker, BrokerMessage } from '../src/broker/broker.ts';

/** Collects what a broker delivers. */
export function listenTo(broker: Pick<Broker, 'onMessages'>) {
  const received: BrokerMessage[] = [];
  const bodies = new Set<string>();
  const awaited = new Map<string, () => void>();
  broker.onMessages((messages) => {
    for (const message of messages) {
      received.push(message);
      bodies.add(message.body);
      awaited.get(message.body)?.();
    }
  });
  return {
    received,
    bodies: (topic?: string): string[] =>
      received.filter((message) => topic === undefined || message.topic === topic).map(({ body }) => body),

    /** Resolves when a message with this body has come. */
    until: (body: string): Promise<void> =>
      new Promise((resolve) => {
        if (bodies.has(body)) resolve();
        else awaited.set(body, resolve);
      }),
  };
}

/** Resolves when the broker is, or isn't, healthy. */
export function untilHealthy(broker: Broker, wanted = true): Promise<void> {
  return new Promise((resolve) => {
    broker.onHealthChange((healthy) => {
      if (healthy === wanted) resolve();
    });
    if (broker.isHealthy() === wanted) resolve();
  });
}

export const message = (topic: string, body: string): BrokerMessage => ({ topic, body });
