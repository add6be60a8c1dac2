import type { Logger } from 'pino';
import type { Broker } from '../broker/broker.ts';
import type { Tally } from './tally.ts';

const calmInterval = 4_000;
const unwellInterval = 250;
/** A process with very many chats must not do nothing but sweep. */
const leastShareOfRest = 4;

/**
 * Runs `sweep` every 4 s, every 250 ms while the broker is unwell, and at once when it is well again; never twice at a
 * time. What the broker loses is found this way.
 */
export function startSweeping(
  broker: Pick<Broker, 'isHealthy' | 'onHealthChange'>,
  sweep: () => Promise<void>,
  tally: Pick<Tally, 'sweeps' | 'lastSweep'>,
  log: Logger,
): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let sweeping = false;
  let again = false;
  let took = 0;
  let stopped = false;

  async function run(): Promise<void> {
    again = sweeping;
    if (sweeping || stopped) return;
    sweeping = true;
    clearTimeout(timer);
    const began = performance.now();
    try {
      await sweep();
      tally.sweeps.done++;
    } catch (error) {
      tally.sweeps.failed++;
      log.warn({ err: error }, 'Could not sweep the database; trying again soon.');
    }
    took = performance.now() - began;
    tally.lastSweep = took / 1_000;
    sweeping = false;
    if (again) return run();
    schedule();
  }

  function schedule(): void {
    clearTimeout(timer);
    const unwell = Math.max(unwellInterval, leastShareOfRest * took);
    if (!stopped) timer = setTimeout(() => void run(), broker.isHealthy() ? calmInterval : unwell);
  }

  broker.onHealthChange(() => void run());
  schedule();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
