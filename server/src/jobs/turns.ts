import { EventEmitter } from 'node:events';
import type { Job, WorkerEvents } from 'graphile-worker';
import { sharesOf, type Shares } from './job-store.ts';

/**
 * So many jobs of a process at a time may wait for the same person's addresses, or for the same channel: who is slow there is waited for
 * only by those who go the same way. Three channels together leave some of the process's jobs to all else.
 */
const most: Record<keyof Shares, number> = { user: 3, channel: 6 };

/** Of one run of the queue: what it is to skip when it looks for a job, and the events by which this knows. */
export function createTurns(): { events: WorkerEvents; skipped(): Promise<string[]> } {
  const events: WorkerEvents = new EventEmitter();
  const running = new Map<string, number>();
  let looking = Promise.resolve();
  let found = () => undefined as void;

  const count = (job: Job, by: 1 | -1) => {
    for (const share of sharesOf(job.flags)) {
      const jobs = (running.get(share) ?? 0) + by;
      if (jobs > 0) running.set(share, jobs);
      else running.delete(share);
    }
  };
  events.on('job:start', ({ job }) => {
    count(job, 1);
    found();
  });
  events.on('worker:getJob:empty', () => found());
  events.on('worker:getJob:error', () => found());
  events.on('job:complete', ({ job }) => count(job, -1));

  return {
    events,
    // One look after the other: each has to know what those before it have found.
    async skipped() {
      const before = looking;
      const { promise, resolve } = Promise.withResolvers<void>();
      looking = promise;
      await before;
      found = resolve;
      return [...running].filter(([share, jobs]) => jobs >= mostOf(share)).map(([share]) => share);
    },
  };
}

const mostOf = (share: string): number => most[share.split(':')[0] as keyof Shares];
