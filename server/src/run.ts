import { StartupError } from './startup-error.ts';

export interface Run {
  /** Aborted as soon as the process is told to stop, also while it starts. */
  signal: AbortSignal;
  /** Called in the opposite order, each at most once. */
  onStop(stop: () => Promise<void>): void;
  /** Stops everything because of this error. */
  fail(error: Error): void;
}

/** Longer than any part may take by itself. */
const patience = 25_000;

/**
 * Runs the server until Ctrl-C, SIGTERM or the end of its terminal, then stops its parts and lets the process end. What can't start is one
 * sentence and exit code 1. A second Ctrl-C ends the process at once.
 */
export async function runUntilStopped(start: (run: Run) => Promise<void>): Promise<void> {
  const stops: (() => Promise<void>)[] = [];
  const aborting = new AbortController();
  let firstSignal = Infinity;
  let stopping: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    aborting.abort();
    const timer = setTimeout(() => process.exit(1), patience);
    timer.unref();
    for (let stop = stops.pop(); stop; stop = stops.pop()) await stop().catch(report);
    clearTimeout(timer);
  }

  function stopOnce(): Promise<void> {
    return (stopping ??= stopAll());
  }

  function fail(error: unknown): void {
    if (!stopping) report(error);
    process.exitCode = 1;
    void stopOnce();
  }

  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      // A terminal's Ctrl-C can arrive twice: from the terminal and through npm.
      if (performance.now() - firstSignal > 1_000) process.exit(130);
      if (firstSignal < Infinity) return;
      firstSignal = performance.now();
      void starting.catch(() => undefined).then(stopOnce);
      aborting.abort();
    });

  const starting = start({ signal: aborting.signal, onStop: (stop) => void stops.push(stop), fail });
  try {
    await starting;
  } catch (error) {
    if (aborting.signal.aborted) process.exitCode = 130;
    else fail(error);
    await stopOnce();
  }
}

function report(error: unknown): void {
  const text =
    error instanceof StartupError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
}
