import type { Logger } from 'pino';

/** At the sessions of sockets that have just come in. */
export interface SecondLook {
  note(sessionId: string): void;
  stop(): void;
}

/** Milliseconds: of many who come at once, all are looked at by one statement. */
const gather = 250;

/**
 * A session may have ended after it was looked at, and before news of it would arrive here: then nobody says so again. Without this,
 * a sweep would find it some seconds later.
 */
export function createSecondLook(
  endThoseOver: (sessionIds: readonly string[]) => Promise<void>,
  log: Logger,
): SecondLook {
  let fresh = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    const sessionIds = [...fresh];
    fresh = new Set();
    timer = undefined;
    endThoseOver(sessionIds).catch((error: unknown) =>
      log.warn({ err: error }, 'Could not look at new sessions again; the next sweep does.'),
    );
  }

  return {
    note(sessionId) {
      fresh.add(sessionId);
      timer ??= setTimeout(look, gather);
    },
    stop: () => clearTimeout(timer),
  };
}
