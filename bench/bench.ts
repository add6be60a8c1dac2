/** One line of a bench's table; for machines, one JSON line. */
export type Row = Record<string, string | number>;

export interface Goal {
  goal: string;
  figure: string;
  reached: boolean;
}

export interface Result {
  rows: Row[];
  goals: Goal[];
}

export interface Options {
  /** How long each measurement lasts. */
  seconds: number;
  /** Some sockets for a moment: whether it works, not how fast. */
  smoke: boolean;
  say(line: string): void;
  /** Called when the bench ends, however it ends, in the opposite order. */
  onEnd(end: () => unknown): void;
}

export interface Bench {
  name: string;
  what: string;
  run(options: Options): Promise<Result>;
}

/** Runs one bench and ends what it started. */
export async function runBench(bench: Bench, options: Omit<Options, 'onEnd'>): Promise<Result> {
  const ends: (() => unknown)[] = [];
  try {
    return await bench.run({ ...options, onEnd: (end) => void ends.push(end) });
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}
