import { constants } from 'node:os';

/** Passes Ctrl-C and SIGTERM on. When one child ends, the others are told to; the process ends with the first one's code. */
export function endTogether(children) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      for (const child of children) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    });
  for (const child of children) {
    child.once('error', (error) => {
      console.error(error.message);
      process.exitCode = 1;
    });
    child.once('exit', (code, signal) => {
      process.exitCode ??= code ?? 128 + constants.signals[signal];
      for (const other of children) if (other !== child) other.kill('SIGTERM');
    });
  }
}
