import { startServer } from '@chatire/server/testing';
import type { Options } from './bench.ts';
import { cores, pin, serverOptions } from './process.ts';

export interface Chatire {
  port: number;
  pid: number;
  /** CPU-seconds so far, by its own account. */
  cpu(): Promise<number>;
}

/** The real server as people start it, on the core for servers. */
export async function startChatire(
  { onEnd }: Pick<Options, 'onEnd'>,
  env: Record<string, string>,
): Promise<Chatire> {
  const server = await startServer({
    env: { RATE_LIMITS: 'off', LOG_LEVEL: 'error', ...serverOptions, ...env },
  });
  onEnd(() => server.stop());
  const pid = server.process.pid!;
  pin(pid, cores.server);
  return {
    pid,
    port: Number(new URL(server.url).port),
    async cpu() {
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]);
    },
  };
}
