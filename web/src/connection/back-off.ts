export interface BackOffOptions {
  /** Milliseconds: the ceiling of the first wait, and of every wait. */
  first?: number;
  most?: number;
  random?: () => number;
}

/**
 * Full jitter: each wait is anything between nothing and a ceiling that doubles, so that a thousand
 * pages that lost the server together don't come back together.
 */
export function createBackOff({ first = 500, most = 30_000, random = Math.random }: BackOffOptions = {}) {
  let attempt = 0;
  return {
    /** Milliseconds to wait before the next try. */
    next: () => random() * Math.min(most, first * 2 ** Math.min(attempt++, 30)),
    reset: () => {
      attempt = 0;
    },
  };
}
export type BackOff = ReturnType<typeof createBackOff>;
