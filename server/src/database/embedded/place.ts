import type { Programs } from './programs.ts';
import type { Home } from './runner.ts';

/** The part of pino's logger that is needed here. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

/** All that it takes to start PostgreSQL, and to start it again. */
export interface Place {
  dataDir: string;
  home: Home;
  programs: Programs;
  cluster: string;
  socketFolder: string;
  settings: Record<string, string>;
  log: Log;
}
