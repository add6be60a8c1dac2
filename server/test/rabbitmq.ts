import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** A RabbitMQ of the test's own, on loopback; it ends with the process that started it, however that one ends. */
export interface TestRabbitMq {
  /** `amqp://user:password@127.0.0.1:port` */
  url: string;
  port: number;
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
  /** The end of it, of its epmd and of its files. */
  stop(): Promise<void>;
}

/** Takes 6 to 12 s. Works for root and for any other user; wants Debian's package `rabbitmq-server`. */
export async function startRabbitMq(): Promise<TestRabbitMq> {
  // Debian's own wrapper in the path would switch to a user who can't read our files.
  if (!existsSync(`${programs}/rabbitmq-server`))
    throw new Error('RabbitMQ is not installed: apt-get install rabbitmq-server');
  const folder = await mkdtemp(join(tmpdir(), 'chatire-rabbitmq-'));
  const [port, distributionPort, epmdPort] = await freePorts();
  const password = randomBytes(12).toString('hex');
  const env = await prepare({ folder, port, distributionPort, epmdPort, password });

  const guard = spawnGuard(env, folder);
  const ctl = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(`${programs}/rabbitmqctl`, ['--quiet', ...args], { env });
    return stdout;
  };
  try {
    await guard.start();
  } catch (error) {
    await guard.stop();
    throw error;
  }
  return {
    url: `amqp://chatire:${password}@127.0.0.1:${port}`,
    port,
    kill: () => guard.kill(),
    start: () => guard.start(),
    freeze: () => guard.signal('SIGSTOP'),
    thaw: () => guard.signal('SIGCONT'),
    async alarm(on) {
      await ctl('set_vm_memory_high_watermark', on ? '0.000001' : '0.6');
    },
    ctl,
    stop: () => guard.stop(),
  };
}

const programs = '/usr/lib/rabbitmq/bin';

async function prepare(settings: {
  folder: string;
  port: number;
  distributionPort: number;
  epmdPort: number;
  password: string;
}): Promise<NodeJS.ProcessEnv> {
  const { folder, port, distributionPort, epmdPort, password } = settings;
  await mkdir(join(folder, 'home'));
  await writeFile(
    join(folder, 'rabbitmq.conf'),
    `default_user = chatire\ndefault_pass = ${password}\nvm_memory_high_watermark.relative = 0.6\n`,
  );
  return {
    PATH: process.env['PATH'],
    HOME: join(folder, 'home'),
    FOLDER: folder,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(epmdPort),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_NODENAME: `chatire-test-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  };
}

/**
 * The guard does what it reads, and at the end of its input, which comes with the end of this process even by
 * SIGKILL, ends RabbitMQ and removes its files. RabbitMQ and epmd (in the foreground: as a daemon it would survive)
 * run in a group of their own, so that Ctrl-C in a terminal reaches neither and one signal ends both.
 */
const guardScript = `
start() {
  setsid sh -c 'epmd & "$0"; echo ended' ${programs}/rabbitmq-server </dev/null &
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
for _ in 1 2 3 4 5; do rm -rf "$FOLDER" && break || sleep 0.2; done 2>/dev/null
`;

function spawnGuard(env: NodeJS.ProcessEnv, folder: string) {
  const stdio = ['pipe', 'pipe', 'inherit'] as const;
  const guard = spawn('sh', ['-c', guardScript], { env, cwd: folder, detached: true, stdio: [...stdio] });
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
      const tooLong = setTimeout(fail, 90_000);
      lines.on('line', look);
    });
  }

  let group = 0;
  return {
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
    async stop() {
      const exit = once(guard, 'exit');
      guard.stdin.end();
      await exit;
    },
  };
}

async function freePorts(): Promise<[number, number, number]> {
  const servers = [createServer(), createServer(), createServer()] as const;
  await Promise.all(servers.map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports as [number, number, number];
}
