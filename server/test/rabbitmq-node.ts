import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export const programs = '/usr/lib/rabbitmq/bin';

export interface RabbitMqNode {
  /** `amqp://user:password@127.0.0.1:port` */
  url: string;
  port: number;
  /** The number of its process. */
  pid(): Promise<number>;
  /** Resolves when it ends by itself or by others, not by `kill()`. */
  ended(): Promise<void>;
  /** SIGKILL. `start()` takes the same port and data again. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Freezes it: connections stay open, nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Raises or ends the memory alarm, which blocks all publishers. */
  alarm(on: boolean): Promise<void>;
  /** What `rabbitmqctl --quiet …` prints; takes 1 to 2 s. */
  ctl(...args: string[]): Promise<string>;
}

export interface NodeSettings {
  folder: string;
  home: string;
  config: string;
  name: string;
  password: string;
  port: number;
  distributionPort: number;
  epmdPort: number;
}

export async function startNode(settings: NodeSettings): Promise<RabbitMqNode & { end(): Promise<void> }> {
  const { folder, port, password } = settings;
  await mkdir(folder);
  const env = environment(settings);
  const guard = spawnGuard(env);
  const ctl = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(`${programs}/rabbitmqctl`, ['--quiet', ...args], { env });
    return stdout;
  };
  try {
    await guard.start();
  } catch (error) {
    await guard.end();
    throw error;
  }
  return {
    url: `amqp://chatire:${password}@127.0.0.1:${port}`,
    port,
    pid: async () => Number(await readFile(env['RABBITMQ_PID_FILE']!, 'utf8')),
    ended: guard.ended,
    kill: guard.kill,
    start: guard.start,
    freeze: () => guard.signal('SIGSTOP'),
    thaw: () => guard.signal('SIGCONT'),
    async alarm(on) {
      await ctl('set_vm_memory_high_watermark', on ? '0.000001' : '0.6');
    },
    ctl,
    end: guard.end,
  };
}

function environment(settings: NodeSettings): NodeJS.ProcessEnv {
  const { folder, home, config, name, port, distributionPort, epmdPort } = settings;
  return {
    PATH: process.env['PATH'],
    HOME: home,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(epmdPort),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
    RABBITMQ_CONFIG_FILE: config,
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_NODENAME: name,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  };
}

/**
 * The guard does what it reads, and at the end of its input, which comes with the end of this process even by
 * SIGKILL, ends RabbitMQ, which runs in a group of its own, so that Ctrl-C in a terminal doesn't reach it.
 */
const guardScript = `
start() {
  setsid sh -c '"$0"; echo ended' ${programs}/rabbitmq-server </dev/null &
  echo "group $!"
}
end() {
  until kill -KILL "-$!" || ! kill -0 "$!"; do sleep 0.1; done
  wait
} 2>/dev/null
while read -r word; do
  $word
  echo "done $word"
done
end
`;

function spawnGuard(env: NodeJS.ProcessEnv) {
  const stdio = ['pipe', 'pipe', 'inherit'] as const;
  const guard = spawn('sh', ['-c', guardScript], { env, cwd: '/', detached: true, stdio: [...stdio] });
  const printed: string[] = [];
  const lines = createInterface(guard.stdout).on('line', (line) => printed.push(line));

  function until(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (give: () => void) => {
        clearTimeout(tooLong);
        lines.off('line', look);
        give();
      };
      const fail = () =>
        settle(() => reject(new Error(`RabbitMQ didn't start:\n${printed.slice(-20).join('\n')}`)));
      const look = (line: string) => {
        if (line.includes(text)) settle(() => resolve(line));
        else if (line === 'ended') fail();
      };
      const tooLong = setTimeout(fail, 150_000);
      lines.on('line', look);
    });
  }

  let group = 0;
  return {
    ended: () =>
      new Promise<void>((resolve) => {
        const look = (line: string) => {
          if (line !== 'ended') return;
          lines.off('line', look);
          resolve();
        };
        lines.on('line', look);
      }),
    async start() {
      const started = until('completed with');
      const named = until('group ');
      guard.stdin.write('start\n');
      group = Number((await named).slice(6));
      await started;
    },
    async kill() {
      const killed = until('done end');
      guard.stdin.write('end\n');
      await killed;
    },
    signal: (signal: NodeJS.Signals) => process.kill(-group, signal),
    async end() {
      const exit = once(guard, 'exit');
      guard.stdin.end();
      await exit;
    },
  };
}
