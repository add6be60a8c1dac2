import type pg from 'pg';

/** What a pool has to do, for whoever looks at the process from outside. */
export interface DatabaseUse {
  connections(): { used: number; idle: number };
  /** Statements and transactions for which there is no connection. */
  waiting(): number;
  /** Since the start, by the class of PostgreSQL's code; `none` for what never reached it or lost it. */
  readonly errors: ReadonlyMap<string, number>;
}

export function createDatabaseUse(pool: pg.Pool, errors: ReadonlyMap<string, number>): DatabaseUse {
  return {
    connections: () => ({ used: pool.totalCount - pool.idleCount, idle: pool.idleCount }),
    waiting: () => pool.waitingCount,
    errors,
  };
}

export function countError(errors: Map<string, number>, error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const type = /^[0-9A-Z]{5}$/.test(code) ? code.slice(0, 2) : 'none';
  errors.set(type, (errors.get(type) ?? 0) + 1);
}
