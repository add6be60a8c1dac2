import type { Logger } from 'pino';
import type { Broker } from '../broker/broker.ts';

const calmInterval = 4_000;
const unwellInterval = 500;

/**
 * Runs `sweep` every 4 s, every 500 ms while the broker is unwell, and at once when it is well again; never twice at a
 * time. What the broker loses is found this way.
 */
export function startSweeping(
  broker: Pick<Broker, 'isHealthy' | 'onHealthChange'>,
  sweep: () => Promise<void>,
  log: Logger,
): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let sweeping = false;
  let again = false;
  let stopped = false;

  async function run(): Promise<void> {
    again = sweeping;
    if (sweeping || stopped) return;
    sweeping = true;
    clearTimeout(timer);
    try {
      await sweep();
    } catch (error) {
      log.warn({ err: error }, 'Could not sweep the database; trying again soon.');
    }
    sweeping = false;
    if (again) return run();
    schedule();
  }

  function schedule(): void {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void run(), broker.isHealthy() ? calmInterval : unwellInterval);
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
