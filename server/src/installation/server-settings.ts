import type { ServerSettings } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import { readSettings } from './settings-store.ts';

/** The server's settings as this process knows them: what a request goes by costs it no statement. */
export interface LiveSettings {
  now(): ServerSettings;
  /** Takes in what another process, or this one, has changed. */
  reread(): Promise<void>;
}

export async function openSettings(db: Database): Promise<LiveSettings> {
  let settings = await readSettings(db);
  return {
    now: () => settings,
    async reread() {
      settings = await readSettings(db);
    },
  };
}
