import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { openDataFolder } from '../data-folder.ts';
import { openCluster } from './embedded/cluster.ts';
import { embeddedConnection } from './embedded/connect.ts';
import { FolderInUse } from './embedded/folder-in-use.ts';
import { findHome } from './embedded/home.ts';
import type { Log, Place } from './embedded/place.ts';
import { reachablePrograms } from './embedded/reachable-programs.ts';
import { databaseName, openSession, type Session } from './embedded/session.ts';
import { embeddedSettings } from './embedded/settings.ts';
import { makeSocketFolder, removeSocketFolder } from './embedded/socket-folder.ts';

export interface EmbeddedPostgres {
  connection: pg.PoolConfig;
  /** Resolves only when another Chatire has taken the data folder over, as after a long sleep of this process. */
  lost: Promise<Error>;
  stop(): Promise<void>;
}

/**
 * A PostgreSQL of our own in the data folder, which only this process serves. It listens on a socket in a private folder, and is
 * started again when it dies. Whatever the folder doesn't allow is a `StartupError`; `signal` ends a start that is under way.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  log: Log;
  signal?: AbortSignal;
  /** Settings of PostgreSQL instead of ours: tests need not wait for the disk. */
  settings?: Record<string, string>;
}): Promise<EmbeddedPostgres> {
  const place = await preparePlace(options);
  const session = await openSession(place, options.signal).catch(async (error: unknown) => {
    await removeSocketFolder(place.socketFolder);
    throw error;
  });
  const stopping = new AbortController();
  const stopRequested = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve());
  });
  const kept = keepServing(place, session, stopRequested, stopping.signal);
  return {
    connection: embeddedConnection(place.socketFolder, databaseName),
    lost: kept.then(
      () => new Promise<never>(() => undefined),
      (error: Error) => error,
    ),
    async stop() {
      stopping.abort();
      await kept.catch(() => undefined);
      await removeSocketFolder(place.socketFolder);
    },
  };
}

async function preparePlace({
  dataDir,
  log,
  signal,
  settings,
}: Parameters<typeof startEmbeddedPostgres>[0]): Promise<Place> {
  const folder = await openDataFolder(dataDir);
  const home = await findHome(folder);
  const programs = await reachablePrograms(home);
  const cluster = await openCluster(home, programs, signal);
  const socketFolder = await makeSocketFolder(home);
  const all = { ...embeddedSettings, ...settings };
  return { dataDir: folder, home, programs, cluster, socketFolder, settings: all, log };
}

async function keepServing(
  place: Place,
  first: Session,
  stopRequested: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let session: Session | undefined = first;
  while (session) {
    await Promise.race([session.ended, stopRequested]);
    if (!signal.aborted) place.log.warn('PostgreSQL is gone, starting it again');
    await session.close();
    session = await reopen(place, signal);
  }
}

/** Tries until it succeeds, is told to stop, or finds the folder taken. Waits 0.1 s at first and 5 s at most. */
async function reopen(place: Place, signal: AbortSignal): Promise<Session | undefined> {
  for (let wait = 100; !signal.aborted; wait = Math.min(wait * 2, 5_000)) {
    try {
      return await openSession(place, signal);
    } catch (error) {
      if (error instanceof FolderInUse) throw error;
      if (!signal.aborted) place.log.warn(error instanceof Error ? error.message : String(error));
    }
    await sleep(wait, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}
