/** Lets in a few at a time and keeps a queue of those who come meanwhile; past that, nobody. */
export interface Admission {
  /** Resolves when it is one's turn; nothing when the queue is full. Whoever was let in calls `leave` once. */
  enter(): Promise<{ leave(): void } | undefined>;
}

export function createAdmission({ atOnce, waiting }: { atOnce: number; waiting: number }): Admission {
  let inside = 0;
  const queue: (() => void)[] = [];

  function leave(): void {
    const next = queue.shift();
    if (next) next();
    else inside--;
  }

  return {
    async enter() {
      if (inside < atOnce) inside++;
      else if (queue.length >= waiting) return undefined;
      else await new Promise<void>((resolve) => queue.push(resolve));
      let left = false;
      return {
        leave() {
          if (!left) leave();
          left = true;
        },
      };
    },
  };
}
