import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Erlang's register of nodes, on a port of the test's own and in the foreground: as a daemon, as which a node would
 * start it, it would survive. At the end it takes the folder with it.
 */
export async function startEpmd(folder: string, port: number): Promise<{ stop(): Promise<void> }> {
  const guard = spawn('sh', ['-c', guardScript], {
    env: {
      PATH: process.env['PATH'],
      ERL_EPMD_ADDRESS: '127.0.0.1',
      ERL_EPMD_PORT: String(port),
      FOLDER: folder,
    },
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  while (!(await answers(port))) {
    if (guard.exitCode !== null) throw new Error(`epmd ended with ${guard.exitCode}.`);
    await sleep(10);
  }
  return {
    async stop() {
      const exit = once(guard, 'exit');
      guard.stdin.end();
      await exit;
    },
  };
}

/** Its input ends with the process that started it, even by SIGKILL. The nodes, ended likewise, need a moment to let go. */
const guardScript = `
setsid epmd </dev/null >/dev/null 2>&1 &
cat >/dev/null
kill -KILL "$!"
wait
for _ in $(seq 50); do rm -rf "$FOLDER" 2>/dev/null && break || sleep 0.2; done
`;

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
