import type { Logger } from 'pino';
import type { Connection } from './connection.ts';

/** Which sessions somebody has used since they were last written down: all of a process together, twice a minute. */
export interface LastUse {
  note(connection: Connection): void;
  stop(): Promise<void>;
}

const writeEvery = 30_000;

export function createLastUse(write: (sessionIds: readonly string[]) => Promise<void>, log: Logger): LastUse {
  const used = new Set<string>();
  const timer = setInterval(() => void writeDown(), writeEvery);

  async function writeDown(): Promise<void> {
    const sessionIds = [...used];
    used.clear();
    if (sessionIds.length === 0) return;
    await write(sessionIds).catch((error: unknown) =>
      log.warn({ err: error }, 'Could not write down when sessions were last used.'),
    );
  }

  return {
    note(connection) {
      if (connection.signedIn) used.add(connection.signedIn.sessionId);
    },
    stop() {
      clearInterval(timer);
      return writeDown();
    },
  };
}
