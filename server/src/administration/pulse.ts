/** What this process does, for whoever runs the server. */
export interface Pulse {
  /** So many events were told. */
  events(count: number): void;
  /** A post took so many milliseconds. */
  post(milliseconds: number): void;
  now(): { events_per_second: number; post_p99: number | null };
}

/** Of posts the latest, so that what was long ago doesn't count. */
const posts = 1_000;
const seconds = 60;

/** `now` gives milliseconds. */
export function createPulse(now: () => number = () => performance.now()): Pulse {
  const times: number[] = [];
  let next = 0;
  /** Events by second, each second's place taken again after a minute. */
  const counts = Array.from({ length: seconds }, () => 0);
  let second = Math.floor(now() / 1000);
  const began = second;

  function goOn(): void {
    const current = Math.floor(now() / 1000);
    for (let at = Math.max(second + 1, current - seconds + 1); at <= current; at++) counts[at % seconds] = 0;
    second = current;
  }

  return {
    events(count) {
      goOn();
      counts[second % seconds]! += count;
    },
    post(milliseconds) {
      times[next] = milliseconds;
      next = (next + 1) % posts;
    },
    now() {
      goOn();
      const sum = counts.reduce((total, count) => total + count, 0);
      const lasting = Math.min(seconds, second - began + 1);
      const sorted = times.toSorted((a, b) => a - b);
      const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1];
      return { events_per_second: sum / lasting, post_p99: p99 ?? null };
    },
  };
}
