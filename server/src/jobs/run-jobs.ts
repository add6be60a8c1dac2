import { setTimeout as sleep } from 'node:timers/promises';
import {
  Logger as QueueLogger,
  parseCronItems,
  run,
  type Runner,
  type RunnerOptions,
  type WorkerEvents,
} from 'graphile-worker';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import type { Task } from './job.ts';
import { mostTries, requestOf } from './job-store.ts';
import { createTurns } from './turns.ts';
import { dropReplacedJobs, freeJobsOfTheDead, signOfLife } from './worker-store.ts';
import { withinRequest } from '../request-id.ts';

/** Tries at jobs in this process, since its start. */
export interface JobTally {
  done: number;
  failed: number;
}

/** Jobs of one process at a time: most of their time they wait for others' servers. Who waits for whom, `turns.ts` says. */
const atOnce = 20;
const lookForDeadEvery = 5_000;

/** Works on jobs until it is stopped; begins anew by itself when the database was away. */
export function runJobs(parts: {
  db: Database;
  /** For the queue alone. */
  pool: NonNullable<RunnerOptions['pgPool']>;
  tasks: readonly Task[];
  tally: JobTally;
  log: Logger;
}): { stop(): Promise<void> } {
  const { db, log } = parts;
  const stopping = new AbortController();
  const ended = new Set<string>();
  let runner: Runner | undefined;

  async function keepRunning(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        runner = await run(optionsOf(parts, ended));
        if (stopping.signal.aborted) await runner.stop();
        await runner.promise;
      } catch (error) {
        log.warn({ err: error }, 'The jobs have to wait for a moment.');
      }
      await sleep(1_000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const freeing = setInterval(() => {
    const known = [...ended];
    freeJobsOfTheDead(db, known)
      .then(() => known.forEach((id) => ended.delete(id)))
      .then(() => dropReplacedJobs(db))
      .catch((error: unknown) => log.warn({ err: error }, 'Could not look for jobs of processes that died.'));
  }, lookForDeadEvery);
  const kept = keepRunning();
  return {
    async stop() {
      clearInterval(freeing);
      stopping.abort();
      await runner?.stop().catch(() => undefined);
      await kept;
    },
  };
}

function optionsOf(
  { pool, tasks, tally, log }: Parameters<typeof runJobs>[0],
  ended: Set<string>,
): RunnerOptions {
  const cron = tasks.flatMap(({ name, every }) =>
    every === undefined
      ? []
      : [{ task: name, match: every, options: { jobKey: name, maxAttempts: mostTries } }],
  );
  const turns = createTurns();
  showLife(turns.events, ended);
  return {
    pgPool: pool,
    pollInterval: 1_000,
    preset: {
      worker: {
        concurrentJobs: atOnce,
        // Without a delay the queue waits for no answer to these statements, and one that failed would end the process.
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
    noHandleSignals: true,
    logger: new QueueLogger(() => toLog(log)),
    events: turns.events,
    forbiddenFlags: turns.skipped,
    parsedCronItems: parseCronItems(cron),
    taskList: Object.fromEntries(
      tasks.map((task) => [
        task.name,
        async (payload: unknown, { job, abortSignal }) => {
          const work = () =>
            task.run(payload, { id: Number(job.id), attempt: job.attempts, signal: abortSignal });
          const request = requestOf(job.flags);
          try {
            await (request === undefined ? work() : withinRequest(request, work));
            tally.done++;
            log.debug({ request, job: job.id, task: task.name }, 'A job is done.');
          } catch (error) {
            tally.failed++;
            log.warn({ request, job: job.id, task: task.name, attempt: job.attempts }, 'A job failed.');
            throw error;
          }
        },
      ]),
    ),
  };
}

/** A worker shows that it lives by a lock on the connection by which it listens. That may outlive it, so `ended` hears of its end. */
function showLife(events: WorkerEvents, ended: Set<string>): void {
  events.on('pool:listen:success', ({ client, workerPool }) => {
    // Once the queue has asked on it what it wants to hear. If it breaks, another one comes, and this is called again.
    client.once('drain', () => void client.query(signOfLife, [workerPool.id]).catch(() => undefined));
  });
  events.on('pool:release', ({ workerPool }) => void ended.add(workerPool.id));
}

/** Its own news are many: only what went wrong is for the log, and never what a job has to say. */
function toLog(log: Logger) {
  return (level: string, message: string): void => {
    // It advises a connection for each job. Ours wait for other servers without one, and posts need theirs.
    if (message.startsWith('WARNING: having maxPoolSize')) return;
    if (level === 'error' || level === 'warning') log.warn(message);
    else log.debug(message);
  };
}
