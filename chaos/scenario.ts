export interface Scenario {
  name: string;
  /** What the figure must be, as it is printed. */
  required: string;
  /** Seconds after which it counts as failed. */
  timeLimit: number;
  /**
   * Of the short forms two run side by side, as they wait most of the time. Those that share RabbitMQ, which some of them
   * break, take turns; those that judge milliseconds run when nothing else does.
   */
  takesTurns?: 'rabbitmq' | 'alone';
  run(options: Options): Promise<Outcome>;
}

export interface Options {
  /** A form of some seconds, for `npm test`; the figures required are the same. */
  short: boolean;
  /** Tells people what is being done. */
  say(line: string): void;
  /** Called when the scenario ends, however it ends, in the opposite order. */
  onEnd(end: () => unknown): void;
}

export interface Outcome {
  figure: string;
  ok: boolean;
}

/** Runs one scenario to its last line. Gives whether it was ok. */
export async function runScenario(scenario: Scenario, short: boolean): Promise<boolean> {
  const { name, required, timeLimit } = scenario;
  const ends: (() => unknown)[] = [];
  const began = performance.now();
  const say = (line: string) =>
    process.stdout.write(
      `${name}  ${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}\n`,
    );

  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Outcome>((resolve) => {
    timer = setTimeout(
      () => resolve({ figure: `not finished after ${timeLimit} s`, ok: false }),
      timeLimit * 1000,
    );
  });
  const outcome = await Promise.race([
    scenario.run({ short, say, onEnd: (end) => void ends.push(end) }).catch(explain),
    tooLong,
  ]);
  clearTimeout(timer);
  for (const end of ends.toReversed()) {
    try {
      await end();
    } catch (error) {
      Object.assign(outcome, { ok: false, figure: `${outcome.figure}; ending failed: ${String(error)}` });
    }
  }
  process.stdout.write(
    `${name}: ${outcome.figure} (required: ${required}) ${outcome.ok ? 'ok' : 'FAILED'}\n`,
  );
  return outcome.ok;
}

function explain(error: unknown): Outcome {
  return { figure: error instanceof Error ? (error.stack ?? error.message) : String(error), ok: false };
}
