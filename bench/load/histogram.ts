/** Times in milliseconds, counted in steps of 0.02 ms up to 10 s: cheap enough for each of millions of deliveries. */
export interface Histogram {
  add(milliseconds: number, count: number): void;
  /** `share` from 0 to 1. */
  percentile(share: number): number;
  clear(): void;
}

const step = 0.02;
const steps = 500_000;

export function createHistogram(): Histogram {
  const counts = new Float64Array(steps);
  let total = 0;
  return {
    add(milliseconds, count) {
      const at = Math.min(steps - 1, Math.floor(milliseconds / step));
      counts[at]! += count;
      total += count;
    },
    percentile(share) {
      let left = share * total;
      for (let at = 0; at < steps; at++) {
        left -= counts[at]!;
        if (left <= 0) return (at + 1) * step;
      }
      return steps * step;
    },
    clear() {
      counts.fill(0);
      total = 0;
    },
  };
}
