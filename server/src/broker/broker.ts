/**
 * Carries events between server processes, fast but without a promise to keep them: the database is the truth.
 * Readers find what got lost by the sequence numbers of a chat and by sweeping the database.
 *
 * What every implementation holds, and `broker.contract.test.ts` proves:
 *
 * - *Who gets it.* Each process that has the topic subscribed, the publishing one included (also while the broker
 *   is unwell). Other topics never reach the listener.
 * - *Order.* Messages of one topic from one process arrive in the order in which that process published them.
 *   Nothing is promised between topics, nor between processes that publish to the same topic.
 * - *Duplication.* Rare, after a lost connection only: what wasn't confirmed is sent again, so a run of messages
 *   may arrive twice (1 2 3 2 3 4). Readers drop what they know.
 * - *Loss.* Possible whenever a process is unwell (a full buffer drops its oldest messages) or a reader is too slow
 *   (its queue drops the oldest). Messages published before an outage and flushed after it may be old.
 * - *Redelivery.* None: nothing waits for a process that is away. Who subscribes hears what is published from then on.
 * - *Failure.* Only constructing can fail. Afterwards nothing throws or rejects; `isHealthy()` tells.
 */
export interface Broker {
  /**
   * Takes the messages and returns at once: no waiting, no throwing, no delivery before it has returned. While the
   * broker is unwell they wait in a bounded buffer whose oldest are dropped.
   */
  publish(messages: readonly BrokerMessage[]): void;

  /**
   * Counted: each subscribe of a topic wants one unsubscribe. Resolves when messages that any process publishes from
   * then on will arrive, or when the broker is unwell (readers sweep then anyway), at the latest after 2 s: if the
   * broker hasn't taken the subscription by then, it counts as unwell until it has. Never rejects.
   */
  subscribe(topics: readonly string[]): Promise<void>;

  /** Takes effect at once, also for messages that are already under way. */
  unsubscribe(topics: readonly string[]): void;

  /**
   * Set once, before the first subscribe. Called with the messages of subscribed topics, several at a time, never
   * from inside another method of the broker. It must not throw.
   */
  onMessages(listener: (messages: readonly BrokerMessage[]) => void): void;

  /**
   * false while messages to or from this process may be getting lost: sweep the database often. After it has become
   * true again, sweep once more: what others published during the outage may never arrive.
   */
  isHealthy(): boolean;
  readonly tally: Readonly<BrokerTally>;
  onHealthChange(listener: (healthy: boolean) => void): void;

  /** Sends what waits, as far as that takes no longer than 2 s, then drops every connection. Nothing is delivered afterwards. */
  close(): Promise<void>;
}

/** Messages since the start, in numbers. What a process publishes and hears itself by the short way isn't received. */
export interface BrokerTally {
  published: number;
  /** Published ones that the broker has taken. */
  confirmed: number;
  /** Those that it handed back: some queue had no room. */
  refused: number;
  /** Those for which there was no room while it was unwell. */
  dropped: number;
  /** From other processes, and wanted here. */
  received: number;
  /** Connections that were lost and came back. */
  reconnects: number;
}

export function newBrokerTally(): BrokerTally {
  return { published: 0, confirmed: 0, refused: 0, dropped: 0, received: 0, reconnects: 0 };
}

/** `topic` such as "chat:17" or "user:5"; `body` is text that the broker doesn't look into, some KiB at most. */
export interface BrokerMessage {
  topic: string;
  body: string;
}
