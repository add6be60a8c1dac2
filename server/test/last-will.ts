import { spawn } from 'node:child_process';

/**
 * Has a shell run `script` (arguments as `$1`, `$2` …) when this process ends, however it ends. The function that it gives does the
 * same at once, and waits for it.
 */
export function lastWill(script: string, ...args: string[]): () => Promise<void> {
  // The end of this process closes the guard's input. A group of its own keeps Ctrl-C away from it.
  const guard = spawn('sh', ['-c', `read -r word; ${script}`, 'last-will', ...args], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const done = new Promise<void>((resolve) => guard.once('exit', () => resolve()));
  guard.stdin.on('error', () => undefined);
  // What waits for this process must not keep it waiting.
  guard.unref();
  (guard.stdin as typeof guard.stdin & { unref(): void }).unref();
  return async () => {
    guard.stdin.end();
    guard.ref();
    await done;
  };
}
