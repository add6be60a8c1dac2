import { setTimeout as sleep } from 'node:timers/promises';
import {
  freePorts,
  startPostgres,
  startRabbitMqCluster,
  startServer,
  temporaryFolder,
  type RabbitMqNode,
  type RunningServer,
} from '@chatire/server/testing';
import type { Options } from './scenario.ts';
import { sharedRabbitMq } from './shared-rabbitmq.ts';

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

/** A server process with this environment, ended with the scenario; `within` is a program that is to run it. */
export async function startMember(
  { onEnd }: Pick<Options, 'onEnd'>,
  env: Record<string, string>,
  within: readonly string[] = [],
): Promise<Member> {
  const [port] = (await freePorts(1)) as [number];
  let running: RunningServer | undefined;
  const start = async (extra: Record<string, string> = {}) => {
    running = await startServer({
      env: { ...common, ...env, ...extra, PORT: String(port) },
      timeLimit: 60_000,
      within,
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
  /** The nodes of the RabbitMQ between them; none with another broker. */
  nodes: RabbitMqNode[];
  databaseUrl: string;
  urls(): string[];
  sockets(): string[];
}

/** Processes on one PostgreSQL, with RabbitMQ between them, a cluster of three of it, or another broker's environment. */
export async function startCluster(
  options: Pick<Options, 'onEnd' | 'say'>,
  {
    processes,
    broker,
    env: more = {},
  }: {
    processes: number;
    broker: 'rabbitmq' | 'rabbitmq-cluster' | Record<string, string>;
    env?: Record<string, string>;
  },
): Promise<Cluster> {
  options.say(`starting ${processes} processes`);
  const [postgres, nodes] = await Promise.all([startPostgres(), startNodes(options, broker)]);
  options.onEnd(() => postgres.stop());
  const env = {
    ...more,
    DATABASE_URL: postgres.url,
    ...(typeof broker === 'string' ? { AMQP_URL: nodes.map(({ url }) => url).join(',') } : broker),
  };
  const members = await Promise.all(Array.from({ length: processes }, () => startMember(options, env)));
  const up = () => members.filter((member) => member.isUp()).map((member) => member.url);
  return {
    members,
    nodes,
    databaseUrl: postgres.url,
    urls: up,
    sockets: () => up().map((url) => url.replace('http', 'ws')),
  };
}

async function startNodes(
  { onEnd }: Pick<Options, 'onEnd'>,
  broker: 'rabbitmq' | 'rabbitmq-cluster' | Record<string, string>,
): Promise<RabbitMqNode[]> {
  if (broker === 'rabbitmq') return [await sharedRabbitMq()];
  if (broker !== 'rabbitmq-cluster') return [];
  const { nodes, stop } = await startRabbitMqCluster(3);
  onEnd(stop);
  return nodes;
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
