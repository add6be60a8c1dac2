import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { claimFolder } from './claim-folder.ts';
import { FolderInUse } from './folder-in-use.ts';
import { createDatabase, databaseExists, folderLockHolder, tryFolderLock } from './folder-lock-store.ts';
import type { Place } from './place.ts';
import { connectWhenReady, NotStarted, type Postmaster, startPostmaster } from './postmaster.ts';

export const databaseName = 'chatire';

/** A running PostgreSQL and our lock on it. */
export interface Session {
  /** Resolves when PostgreSQL or the lock is lost. */
  ended: Promise<void>;
  close(): Promise<void>;
}

/** Starts PostgreSQL on a folder that no other Chatire serves. */
export async function openSession(place: Place, signal?: AbortSignal): Promise<Session> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    await claimFolder(place);
    try {
      return await startAndLock(place, signal);
    } catch (error) {
      if (attempt === 50 || !(error instanceof NotStarted && error.blocked)) throw error;
      await sleep(200);
    }
  }
}

async function startAndLock(place: Place, signal?: AbortSignal): Promise<Session> {
  const postmaster = await startPostmaster(place);
  const stopEarly = () => void postmaster.stop();
  signal?.addEventListener('abort', stopEarly);
  try {
    const client = await connectWhenReady(postmaster, place);
    if (!(await tryFolderLock(client))) throw new FolderInUse(place.dataDir, await folderLockHolder(client));
    if (!(await databaseExists(client, databaseName))) await createDatabase(client, databaseName);
    return sessionOf(postmaster, client);
  } catch (error) {
    await postmaster.stop();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stopEarly);
  }
}

function sessionOf(postmaster: Postmaster, client: Client): Session {
  const unlocked = new Promise<void>((resolve) => client.once('end', resolve));
  return {
    ended: Promise.race([postmaster.exited.then(() => undefined), unlocked]),
    close: () => postmaster.stop(),
  };
}
