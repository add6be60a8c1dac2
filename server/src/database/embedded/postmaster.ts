import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { StartupError } from '../../startup-error.ts';
import { tryConnect } from './connect.ts';
import { failureSentence } from './failure-sentence.ts';
import type { Place } from './place.ts';
import { openPostgresLog, type PostgresLog } from './postgres-log.ts';
import { programPath } from './programs.ts';
import { spawnAs } from './runner.ts';
import { asArguments } from './settings.ts';

export interface Postmaster {
  /** Resolves when the process is gone, with what its log said last. */
  exited: Promise<string>;
  /** Lets no query end: connections are cut, what is committed is on the disk. */
  stop(): Promise<void>;
}

/** Starts PostgreSQL without waiting until it answers. */
export async function startPostmaster({
  home,
  programs,
  cluster,
  socketFolder,
  settings,
}: Place): Promise<Postmaster> {
  const log = await openPostgresLog(home.folder);
  // The list of folders is split at commas unless quoted.
  const sockets = `"${socketFolder.replaceAll('"', '""')}"`;
  const args = ['-D', cluster, '-k', sockets, ...asArguments(settings)];
  const child = spawnAs(home.runner, programPath(programs, 'postgres'), args, {
    cwd: home.folder,
    // A group of its own: Ctrl-C in a terminal is for us alone, the database stops after the last request.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const ended = new Promise<void>((resolve) =>
    child.once('error', () => resolve()).once('exit', () => resolve()),
  );
  const exited = ended.then(() => farewell(log));
  return {
    exited,
    async stop() {
      for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
        child.kill(signal);
        const patience = sleep(8_000, 'waiting', { ref: false });
        if ((await Promise.race([exited, patience])) !== 'waiting') return;
      }
    },
  };
}

/** A connection as soon as PostgreSQL gives one. After a crash it first repeats its journal, which may take a minute. */
export async function connectWhenReady(postmaster: Postmaster, place: Place): Promise<Client> {
  let last: string | undefined;
  void postmaster.exited.then((said) => (last = said));
  for (let waited = 0; last === undefined; waited += 20) {
    const client = await tryConnect(place.socketFolder);
    if (client) return client;
    if (waited % 5_000 === 4_980) place.log.info('PostgreSQL is still recovering');
    await sleep(20);
  }
  throw new NotStarted(last, failureSentence('PostgreSQL did not start', last, place.home.folder));
}

export class NotStarted extends StartupError {
  /** Another PostgreSQL on the folder is starting, or what is left of one is going. */
  readonly blocked: boolean;
  constructor(said: string, sentence: string) {
    super(sentence);
    this.blocked = /postmaster\.pid" already exists|pre-existing shared memory block/.test(said);
  }
}

async function farewell(log: PostgresLog): Promise<string> {
  const said = await log.tail().catch(() => '');
  await log.close();
  return said;
}
