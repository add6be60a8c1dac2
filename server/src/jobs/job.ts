import type { z } from 'zod';

/** A kind of job: what it is called, and what one of it has to say. Kept in the database, so a name is never given another meaning. */
export interface JobKind<Payload> {
  name: string;
  payload: z.ZodType<Payload>;
}

export function jobKind<Payload>(name: string, payload: z.ZodType<Payload>): JobKind<Payload> {
  return { name, payload };
}

/** One try at a job. */
export interface Try {
  /** The job's, the same in each try. */
  id: number;
  /** 1 the first time. */
  attempt: number;
  /** Aborted when the process stops and the job has still not ended. */
  signal: AbortSignal;
}

/** What is done with the jobs of a kind. */
export interface Task {
  name: string;
  /** When a job is put in by the clock, as cron writes it, in UTC. */
  every?: string;
  run(payload: unknown, one: Try): Promise<void>;
}

/**
 * `run` is called again, with growing delay, when it throws, and when its process died: what it has done must not count twice. After the
 * last try the job stays, to be seen and tried anew by the administrators.
 */
export function task<Payload>(
  kind: JobKind<Payload>,
  run: (payload: Payload, one: Try) => Promise<void>,
): Task {
  return { name: kind.name, run: (payload, one) => run(kind.payload.parse(payload), one) };
}

/** Put in by the clock, once for all processes together; what falls into a time without any process isn't made up for. */
export function recurring(name: string, every: string, run: (one: Try) => Promise<void>): Task {
  return { name, every, run: (_payload, one) => run(one) };
}
