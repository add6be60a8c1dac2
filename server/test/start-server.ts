import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import allocator from '../allocator.json' with { type: 'json' };
import { lastWill } from './last-will.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface RunningServer {
  /** `http://localhost:PORT`, without a slash at the end. With PUBLIC_URL, which it says instead, a PORT has to be set, too. */
  url: string;
  process: ChildProcess;
  /** Tells it to stop and waits; gives its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** SIGKILL. An embedded PostgreSQL lives on until the next start on the folder, or until the folder is removed. */
  kill(): Promise<void>;
  /** All that it printed so far, on both channels. */
  output(): string;
}

/**
 * Starts the real server as a process on a free port and waits until it says its address. Without `DATABASE_URL` and `DATA_DIR` it
 * has an embedded PostgreSQL in a folder of its own.
 */
export async function startServer(
  options: {
    env?: Record<string, string>;
    timeLimit?: number;
    /** What starts it, instead of the server's own source. */
    program?: readonly string[];
    /** A program with arguments that is to run it: `unshare …` for example. */
    within?: readonly string[];
    /** Is given what it prints, besides. */
    onOutput?: (text: string) => void;
  } = {},
): Promise<RunningServer> {
  const {
    env = {},
    timeLimit = 60_000,
    program = [process.execPath, mainFile],
    within = [],
    onOutput,
  } = options;
  const folder = env['DATA_DIR'] ? undefined : await temporaryFolder('server');
  const command = [...within, ...program];
  const child = spawn(command[0]!, command.slice(1), {
    env: {
      ...allocator,
      // Many start in a run: what Node made of the TypeScript is read again, which is a third of a start.
      NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/compiled'),
      PATH: process.env['PATH'],
      PORT: '0',
      LOG_LEVEL: 'warn',
      ...(folder && { DATA_DIR: folder.path }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killed = lastWill('kill -KILL "$1"', String(child.pid));
  const ended = once(child, 'exit').then(async ([code]: (number | null)[]) => {
    await killed();
    await folder?.remove();
    return code ?? null;
  });
  const printed = record(child, onOutput);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return await ended;
  };
  try {
    const url = await address(child, printed, timeLimit, env);
    return {
      url,
      process: child,
      stop: (signal = 'SIGTERM') => end(signal),
      kill: async () => void (await end('SIGKILL')),
      output: printed,
    };
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
}

const mainFile = join(import.meta.dirname, '../src/main.ts');

function record(child: ChildProcess, onOutput: (text: string) => void = () => undefined): () => string {
  let printed = '';
  for (const channel of [child.stdout, child.stderr])
    channel?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      onOutput(text);
    });
  return () => printed;
}

async function address(
  child: ChildProcess,
  printed: () => string,
  timeLimit: number,
  { PORT, PUBLIC_URL }: Record<string, string>,
): Promise<string> {
  for (let waited = 0; waited < timeLimit; waited += 20) {
    if (PUBLIC_URL && printed().includes(`${PUBLIC_URL}\n`)) return `http://localhost:${PORT}`;
    const found = /^http:\/\/localhost:\d+$/m.exec(printed());
    if (found) return found[0];
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The server ended with ${child.exitCode ?? child.signalCode} and said:\n${printed()}`);
    await sleep(20);
  }
  throw new Error(`The server said no address within ${timeLimit / 1000} s, but:\n${printed()}`);
}
