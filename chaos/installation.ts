import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  startPostgres,
  startRabbitMq,
  startServer,
  temporaryFolder,
  type RunningServer,
  type TestRabbitMq,
} from '@chatire/server/testing';
import type { Options } from './scenario.ts';

/** One server process that can be killed and comes back on its port. */
export interface Member {
  /** `http://localhost:PORT` */
  url: string;
  port: number;
  kill(): Promise<void>;
  start(env?: Record<string, string>): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  isUp(): boolean;
  running(): RunningServer;
}

const common = { RATE_LIMITS: 'off', LOG_LEVEL: 'error' };

/** A server process with this environment, ended with the scenario. */
export async function startMember(
  { onEnd }: Pick<Options, 'onEnd'>,
  env: Record<string, string>,
): Promise<Member> {
  const port = await freePort();
  let running: RunningServer | undefined;
  const start = async (extra: Record<string, string> = {}) => {
    running = await startServer({
      env: { ...common, ...env, ...extra, PORT: String(port) },
      timeLimit: 60_000,
    });
  };
  await start();
  onEnd(() => running?.stop('SIGKILL'));
  return {
    url: `http://localhost:${port}`,
    port,
    start,
    isUp: () => running !== undefined,
    running() {
      if (!running) throw new Error('This server is down.');
      return running;
    },
    async kill() {
      const killed = running;
      running = undefined;
      await killed?.kill();
    },
    async stop(signal) {
      const stopped = running;
      running = undefined;
      return stopped ? stopped.stop(signal) : null;
    },
  };
}

/** The default installation: one process with its embedded database in a folder of the scenario's own. */
export async function startSingle(options: Pick<Options, 'onEnd'>): Promise<Member> {
  const folder = await temporaryFolder('chaos');
  options.onEnd(() => folder.remove());
  return startMember(options, { DATA_DIR: folder.path });
}

export interface Cluster {
  members: Member[];
  rabbit: TestRabbitMq | undefined;
  databaseUrl: string;
  urls(): string[];
  sockets(): string[];
}

/** Processes on one PostgreSQL, with a RabbitMQ between them or another broker's environment. */
export async function startCluster(
  options: Pick<Options, 'onEnd' | 'say'>,
  { processes, broker }: { processes: number; broker: 'rabbitmq' | Record<string, string> },
): Promise<Cluster> {
  options.say(`starting ${processes} processes${broker === 'rabbitmq' ? ' and RabbitMQ' : ''}`);
  const postgres = await startPostgres();
  options.onEnd(() => postgres.stop());
  const rabbit = broker === 'rabbitmq' ? await startRabbitMq() : undefined;
  if (rabbit) options.onEnd(() => rabbit.stop());
  const env = {
    DATABASE_URL: postgres.url,
    ...(rabbit ? { AMQP_URL: rabbit.url } : (broker as Record<string, string>)),
  };
  const members: Member[] = [];
  for (let index = 0; index < processes; index++) members.push(await startMember(options, env));
  const up = () => members.filter((member) => member.isUp()).map((member) => member.url);
  return {
    members,
    rabbit,
    databaseUrl: postgres.url,
    urls: up,
    sockets: () => up().map((url) => url.replace('http', 'ws')),
  };
}

/** Looks every few milliseconds until it holds; rejects after `limit` milliseconds. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  limit: number,
  what: string,
): Promise<void> {
  const deadline = performance.now() + limit;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${what} didn't happen within ${limit / 1000} s.`);
    await sleep(5);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
