import pg from 'pg';

const uniqueViolation = '23505';
const diskFull = '53100';
const deadlock = '40P01';
const lockNotAvailable = '55P03';
/** Connection exceptions, too many connections, disk full, and a server that stops or starts. */
const unavailableStates = /^(08|53|57P|58|25006$|57014$|XX00)/;
const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** Whether the database refused a row because this unique key is taken. */
export function isTaken(error: unknown, constraint: string): boolean {
  return (
    error instanceof pg.DatabaseError && error.code === uniqueViolation && error.constraint === constraint
  );
}

export function isDeadlock(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === deadlock;
}

/** Whether a lock that others hold wasn't had in time. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === lockNotAvailable;
}

/** What failed, as the end of a sentence for whoever starts a program. */
export function whyFailed(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const isDiskFull = error instanceof pg.DatabaseError && error.code === diskFull;
  return isDiskFull ? `its disk is full (${message}); make room there, and start again` : message;
}

/** Whether the database understood and said no: nothing was written. */
export function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !isUnavailable(error);
}

/** Whether the database couldn't be used, as opposed to having refused what was asked: trying again later can help. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return unavailableStates.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && unavailableCodes.has(error.code)) return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/.test(
    error.message,
  );
}
