import type { Logger } from 'pino';
import type { Connection } from './connection.ts';

/**
 * Who sits before a page, written down for those who must know and have no gateway to ask: whoever is here isn't told in other
 * ways. Programs that never say what they show don't count.
 */
export interface Here {
  /** Its client has said so just now; or it has closed, and nobody does. */
  note(connection: Connection, isHere: boolean): void;
  stop(): Promise<void>;
}

/** Milliseconds to gather, and until all that are here are written down once more; see `session-store.ts` for how long that lasts. */
const gather = 1_000;
const renewEvery = 120_000;

export function createHere(
  write: (here: readonly string[], gone: readonly string[]) => Promise<void>,
  log: Logger,
): Here {
  const connections = new Set<Connection>();
  /** Sessions about which there is something to write. */
  const changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const renewing = setInterval(() => {
    for (const { signedIn } of connections) if (signedIn) changed.add(signedIn.sessionId);
    void writeDown();
  }, renewEvery);

  async function writeDown(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const sessions = [...changed];
    changed.clear();
    if (sessions.length === 0) return;
    const present = new Set([...connections].map(({ signedIn }) => signedIn?.sessionId));
    await write(
      sessions.filter((session) => present.has(session)),
      sessions.filter((session) => !present.has(session)),
    ).catch((error: unknown) => log.warn({ err: error }, 'Could not write down who is here.'));
  }

  return {
    note(connection, isHere) {
      if (!connection.signedIn || connections.has(connection) === isHere) return;
      if (isHere) connections.add(connection);
      else connections.delete(connection);
      changed.add(connection.signedIn.sessionId);
      timer ??= setTimeout(() => void writeDown(), gather);
    },
    async stop() {
      clearInterval(renewing);
      for (const { signedIn } of connections) if (signedIn) changed.add(signedIn.sessionId);
      connections.clear();
      await writeDown();
    },
  };
}
