export interface CursorOptions<Event extends { sequence: number }> {
  /** The place in the chat's log up to which the state is already complete. */
  start: number;
  /** Brings the state on by the event that comes next. */
  apply(event: Event): void;
  /** Asks the server for the events after that place, or for as many as it gives at once. */
  fetchMissed(after: number): Promise<readonly Event[]>;
  /** Milliseconds to hold an event that is ahead of its turn, before asking for what is missing. */
  hold?: number;
  /** Milliseconds before a fetch that failed or brought nothing is tried again. */
  retryAfter?: () => number;
}

/**
 * One chat's place in its log. What is at or below the place is dropped, what is next is applied, what is
 * ahead waits for its turn; if its turn doesn't come, the gap is fetched. So state + events, in whatever
 * order and however often they arrive, equals state fetched afresh.
 */
export function createCursor<Event extends { sequence: number }>({
  start,
  apply,
  fetchMissed,
  hold = 200,
  retryAfter = () => 1_000 + Math.random() * 4_000,
}: CursorOptions<Event>) {
  let position = start;
  let head = start;
  let catchingUp = false;
  let stopped = false;
  let beginning = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const waiting = new Map<number, Event>();

  function receive(event: Event) {
    if (event.sequence <= position) return;
    waiting.set(event.sequence, event);
    head = Math.max(head, event.sequence);
    applyWaiting();
    watchGap(hold);
  }

  function applyWaiting() {
    for (let next = waiting.get(position + 1); next; next = waiting.get(position + 1)) {
      waiting.delete(next.sequence);
      position = next.sequence;
      apply(next);
    }
  }

  function watchGap(delay: number) {
    if (head <= position && timer) {
      clearTimeout(timer);
      timer = null;
    }
    if (head > position && !timer && !catchingUp && !stopped) timer = setTimeout(closeGap, delay);
  }

  async function closeGap() {
    timer = null;
    catchingUp = true;
    const begun = beginning;
    const missed = await fetchMissed(position).catch(() => []);
    if (stopped) return;
    if (begun === beginning) missed.forEach(receive);
    catchingUp = false;
    watchGap(missed.length === 0 ? retryAfter() : hold);
  }

  return {
    position: () => position,
    receive,
    /** The log reaches at least this far: if the events don't come, fetch them. */
    expect(sequence: number) {
      head = Math.max(head, sequence);
      watchGap(hold);
    },
    /** The place is no longer worth anything (a restored backup may have turned the log back). */
    restart(sequence: number) {
      beginning++;
      waiting.clear();
      position = head = sequence;
      watchGap(hold);
    },
    stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}
export type Cursor<Event extends { sequence: number }> = ReturnType<typeof createCursor<Event>>;
