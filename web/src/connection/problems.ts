import type { ErrorCode, Problem } from '@chatire/protocol';

/** The server said no. `retry`: whether the same request can succeed later without being changed. */
export class Refused extends Error {
  readonly status: number;
  readonly code: ErrorCode | (string & {});
  readonly errors: Record<string, string[]>;
  readonly retry: boolean;
  /** Milliseconds that the server asked to wait, if it did. */
  readonly retryAfter: number | null;

  constructor(status: number, problem: Partial<Problem>, retryAfter: number | null = null) {
    super(problem.detail ?? problem.title ?? `Status ${status}`);
    this.status = status;
    this.code = problem.code ?? (status >= 500 ? 'unavailable' : 'invalid');
    this.errors = problem.errors ?? {};
    this.retry = status >= 500 || status === 429 || status === 408;
    this.retryAfter = retryAfter;
  }
}

/** No answer: the network, the server or a proxy between them is away. The request may have been carried out. */
export class Unreachable extends Error {}

export const isRefused = (error: unknown, status?: number): error is Refused =>
  error instanceof Refused && (status === undefined || error.status === status);

/** The server has the message, and a moderator has to look at it. */
export const isHeld = (error: unknown): boolean => error instanceof Refused && String(error.code) === 'held';

export const mayPassLater = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof Refused && error.retry);
