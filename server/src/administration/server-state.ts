import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { ServerState } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import type { LiveSettings } from '../installation/server-settings.ts';
import {
  deleteProcess,
  readDatabaseState,
  selectProcesses,
  writeProcess,
  type OwnState,
} from './process-store.ts';

export interface ServerStateParts {
  db: Database;
  settings: LiveSettings;
  own(): Omit<OwnState, 'id'>;
  /** Whether there may be other processes. */
  isShared: boolean;
  log: Pick<Logger, 'warn'>;
}

const every = 5_000;
const forgottenAfter = 16;

export interface LiveState {
  read(): Promise<ServerState>;
  stop(): Promise<void>;
}

/**
 * How all processes are. In a cluster each writes that down every few seconds, and reads the server's settings, of which the news may
 * have got lost; one alone leaves its database alone.
 */
export function watchState({ db, settings, own, isShared, log }: ServerStateParts): LiveState {
  const id = randomUUID();
  const whole = () => ({ id, ...own() });
  let timer: NodeJS.Timeout | undefined;

  async function tell(): Promise<void> {
    try {
      await writeProcess(db, whole());
      await settings.reread();
    } catch (error) {
      log.warn(`This process could not say how it is (${error instanceof Error ? error.message : ''}).`);
    }
    timer?.refresh();
  }
  if (isShared) timer = setTimeout(() => void tell(), every).unref();

  return {
    async read() {
      const others = isShared ? await selectProcesses(db, forgottenAfter) : [];
      const processes = [
        { ...whole(), is_this: true },
        ...others.filter((one) => one.id !== id).map((one) => ({ ...one, is_this: false })),
      ];
      return { processes, database: await readDatabaseState(db) };
    },
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      if (isShared) await deleteProcess(db, id);
    },
  };
}
