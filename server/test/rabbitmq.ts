import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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
  /** SIGKILL. The port stays reserved in mind only: `start()` takes it again, with the old data. */
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

  let running = await run(env, folder);
  const ctl = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(`${programs}/rabbitmqctl`, ['--quiet', ...args], { env });
    return stdout;
  };
  return {
    url: `amqp://chatire:${password}@127.0.0.1:${port}`,
    port,
    kill: () => end(running, 'keep'),
    async start() {
      running = await run(env, folder);
    },
    freeze: () => process.kill(-running.group, 'SIGSTOP'),
    thaw: () => process.kill(-running.group, 'SIGCONT'),
    async alarm(on) {
      await ctl('set_vm_memory_high_watermark', on ? '0.000001' : '0.6');
    },
    ctl,
    async stop() {
      await end(running, 'remove');
      await rm(folder, { recursive: true, force: true });
    },
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
 * The guard waits for a word or for the end of its input, which comes with the end of this process even by SIGKILL.
 * RabbitMQ and epmd (in the foreground: as a daemon it would survive) run in a group of their own, so that Ctrl-C
 * in a terminal reaches neither and one signal ends both.
 */
const guardScript = `
setsid sh -c 'epmd & exec "$0"' ${programs}/rabbitmq-server </dev/null &
echo "group $!"
read -r word
until kill -KILL "-$!" || ! kill -0 "$!"; do sleep 0.1; done 2>/dev/null
wait
[ "$word" = keep ] || rm -rf "$FOLDER"
`;

interface Running {
  guard: ChildProcess;
  group: number;
}

async function run(env: NodeJS.ProcessEnv, folder: string): Promise<Running> {
  const guard = spawn('sh', ['-c', guardScript], {
    env,
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const printed: string[] = [];
  const tooLong = setTimeout(() => guard.stdin.end(), 90_000);
  try {
    let group = 0;
    for await (const line of createInterface(guard.stdout)) {
      printed.push(line);
      if (line.startsWith('group ')) group = Number(line.slice(6));
      if (line.includes('completed with')) {
        guard.stdout.resume();
        return { guard, group };
      }
    }
    throw new Error(`RabbitMQ didn't start:\n${printed.slice(-20).join('\n')}`);
  } finally {
    clearTimeout(tooLong);
  }
}

async function end({ guard }: Running, word: 'keep' | 'remove'): Promise<void> {
  if (guard.exitCode !== null || guard.signalCode !== null) return;
  const exit = once(guard, 'exit');
  guard.stdin?.end(`${word}\n`);
  await exit;
}

async function freePorts(): Promise<[number, number, number]> {
  const servers = [createServer(), createServer(), createServer()] as const;
  await Promise.all(servers.map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports as [number, number, number];
}
