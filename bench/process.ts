import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** A process of a bench: a server, or what puts load on servers. */
export interface BenchProcess {
  pid: number;
  /** Has it do something, by the name that the process gave to `answerCalls`. */
  call<Answer>(name: string, argument?: unknown): Promise<Answer>;
  /** CPU-seconds of it so far, of the program and of the system on its behalf. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** The core for servers and the core for load: apart, so that neither takes from the other. */
export const cores = { server: 0, load: 1 } as const;

/** For a profile of the servers: `BENCH_NODE_OPTIONS='--cpu-prof --cpu-prof-dir=/tmp/profile' npm run bench -- write`. */
export const serverOptions: Record<string, string> = process.env['BENCH_NODE_OPTIONS']
  ? { NODE_OPTIONS: process.env['BENCH_NODE_OPTIONS'] }
  : {};

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** `file` is beside this one and answers calls. With `core`, it runs on that core alone where the system can do that. */
export async function startProcess(
  file: string,
  { core, env = {}, flags = [] }: { core?: number; env?: Record<string, string>; flags?: string[] } = {},
): Promise<BenchProcess> {
  const program = [process.execPath, ...flags, fileURLToPath(new URL(file, import.meta.url))];
  const pinned = core !== undefined && canPin ? ['taskset', '-c', String(core), ...program] : program;
  const child = spawn(pinned[0]!, pinned.slice(1), {
    env: { PATH: process.env['PATH'], ...(core === cores.server && serverOptions), ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const call = caller(child, file);
  await call('hello');
  return {
    pid: child.pid!,
    call,
    cpu: () => call<number>('cpu'),
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/** Puts a process that runs already on one core, with all its threads. */
export function pin(pid: number, core: number): void {
  if (canPin) spawnSync('taskset', ['-apc', String(core), String(pid)]);
}

/** Where the system can't keep servers and load apart, the figures say less. */
export const pinning = canPin
  ? 'servers on one core, load on the other'
  : 'servers and load not pinned to cores';

function caller(child: ChildProcess, file: string) {
  const waiting = new Map<number, { resolve(answer: never): void; reject(error: Error): void }>();
  let last = 0;
  child.on('message', ({ id, answer, failure }: { id: number; answer: unknown; failure?: string }) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (failure === undefined) call?.resolve(answer as never);
    else call?.reject(new Error(`${file}: ${failure}`));
  });
  child.on('exit', () => {
    for (const call of waiting.values()) call.reject(new Error(`${file} has ended.`));
  });
  return <Answer>(name: string, argument?: unknown) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      child.send({ id: last, name, argument });
    });
}
