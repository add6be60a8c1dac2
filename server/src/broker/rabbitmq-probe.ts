/**
 * Sends a numbered probe through the broker to this process itself, twice a second. Only while they come back are
 * both connections, the exchange and the queue well: this shows a frozen link, a memory alarm (RabbitMQ tells of it
 * only who publishes) and a queue that lags behind, each within 2 s, also when nobody writes anything.
 */
export function createRabbitMqProbe(options: {
  /** false: it can't be sent now. */
  send(number: number): boolean;
  onChange(): void;
  /** Probes stay away for so long that only beginning anew can help: somebody deleted the exchange, for example. */
  onSilence(): void;
}) {
  const { send, onChange, onSilence } = options;
  let number = 0;
  /** When each unanswered probe was sent. */
  const unanswered = new Map<number, number>();
  /** Until the first answer since the last interruption, nothing is known. */
  let answered = false;
  let timer: NodeJS.Timeout | undefined;

  function sendNext() {
    number += 1;
    if (send(number)) unanswered.set(number, performance.now());
    else unanswered.clear();
    onChange();
    if (waited() > silenceLimit) onSilence();
  }

  /** How long the oldest unanswered probe is out. */
  function waited(): number {
    const oldest = unanswered.values().next().value;
    return oldest === undefined ? 0 : performance.now() - oldest;
  }

  function stop() {
    clearInterval(timer);
    unanswered.clear();
    answered = false;
  }

  return {
    /** Begins anew: earlier probes may be lost. */
    start() {
      stop();
      timer = setInterval(sendNext, interval);
      sendNext();
    },
    stop,
    receive(received: number) {
      if (!unanswered.has(received)) return;
      for (const earlier of unanswered.keys()) if (earlier <= received) unanswered.delete(earlier);
      answered = true;
      onChange();
    },
    isWell: (): boolean => answered && waited() < answerLimit,
  };
}

/** Milliseconds. */
const interval = 500;
const answerLimit = 1_500;
const silenceLimit = 6_000;
