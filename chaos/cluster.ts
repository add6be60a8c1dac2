import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts, startPostgresIn, startRabbitMqCluster, startServer } from '@chatire/server/testing';
import { startBalancer } from './balancer.ts';

/*
 * `npm run cluster`: three servers, PostgreSQL and three nodes of RabbitMQ on this machine behind one address, to try
 * and to break. What is killed is started again, so that one can go on killing.
 */
const dataDir = process.env['DATA_DIR'] ?? 'data';
const port = Number(process.env['PORT'] ?? 8080);
const restartAfter = 2_000;
const ends: (() => Promise<unknown>)[] = [];
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop());
await start().catch(async (error: Error) => {
  if (stopping) return;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
  await stop();
});

async function start(): Promise<void> {
  say('Starting PostgreSQL and three nodes of RabbitMQ …');
  const [postgres, rabbit] = await Promise.all([
    startPostgresIn(dataDir).then((started) => endWith(started, () => started.stop())),
    startRabbitMqCluster(3).then((started) => endWith(started, () => started.stop())),
  ]);
  say(`PostgreSQL        in ${dataDir}`);
  for (const [index, node] of rabbit.nodes.entries()) {
    say(`RabbitMQ node ${index + 1}   process ${await node.pid()}, port ${node.port}`);
    void keepNode(`RabbitMQ node ${index + 1}`, node);
  }
  const env = { DATABASE_URL: postgres.url, AMQP_URL: rabbit.nodes.map(({ url }) => url).join(',') };
  const ports = await freePorts(3);
  const living = new Set<{ port: number }>();
  await Promise.all(
    ports.map((own, index) => keepServer(`Chatire ${index + 1}`, env, { port: own }, living)),
  );
  const balancer = await startBalancer(() => [...living], { port });
  endWith(balancer, () => balancer.stop());
  say('\nKill any of these processes: it is started again. Ctrl-C stops all.');
  say(`http://localhost:${balancer.port}`);
}

/** Resolves when it serves; starts it again whenever it ends. */
async function keepServer(
  name: string,
  env: Record<string, string>,
  target: { port: number },
  living: Set<{ port: number }>,
): Promise<void> {
  const server = await startServer({
    env: { ...env, PORT: String(target.port) },
    onOutput: (text) => text.startsWith('{') && say(`${name}: ${text.trimEnd()}`),
  });
  endWith(server, () => server.stop());
  living.add(target);
  say(`${name}         process ${server.process.pid}, port ${target.port}`);
  server.process.once('exit', () => {
    living.delete(target);
    void again(name, () => keepServer(name, env, target, living));
  });
}

async function keepNode(
  name: string,
  node: { ended(): Promise<void>; start(): Promise<void>; pid(): Promise<number> },
) {
  await node.ended();
  await again(name, async () => {
    await node.start();
    say(`${name}   process ${await node.pid()}`);
    void keepNode(name, node);
  });
}

async function again(name: string, begin: () => Promise<void>): Promise<void> {
  if (stopping) return;
  say(`${name} ended; starting it again …`);
  await sleep(restartAfter);
  if (!stopping) await begin().catch((error: Error) => say(`${name}: ${error.message}`));
}

function endWith<Part>(part: Part, end: () => Promise<unknown>): Part {
  ends.push(end);
  return part;
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  for (const end of ends.toReversed()) await end().catch((error: Error) => say(error.message));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
