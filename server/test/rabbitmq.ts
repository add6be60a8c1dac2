import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { startEpmd } from './rabbitmq-epmd.ts';
import { programs, startNode, type RabbitMqNode } from './rabbitmq-node.ts';

/** A RabbitMQ of the test's own, on loopback; it ends with the process that started it, however that one ends. */
export interface TestRabbitMq extends RabbitMqNode {
  /** The end of it, of its epmd and of its files. */
  stop(): Promise<void>;
}

/** Takes 6 to 12 s. Works for root and for any other user; wants Debian's package `rabbitmq-server`. */
export async function startRabbitMq(): Promise<TestRabbitMq> {
  const { nodes, stop } = await startRabbitMqCluster(1);
  return { ...nodes[0]!, stop };
}

/** Nodes that form one cluster; three take 12 to 25 s. */
export async function startRabbitMqCluster(
  count: number,
): Promise<{ nodes: RabbitMqNode[]; stop(): Promise<void> }> {
  // Debian's own wrapper in the path would switch to a user who can't read our files.
  if (!existsSync(`${programs}/rabbitmq-server`))
    throw new Error('RabbitMQ is not installed: apt-get install rabbitmq-server');
  const folder = await mkdtemp(join(tmpdir(), 'chatire-rabbitmq-'));
  const [epmdPort, ...ports] = await freePorts(1 + 2 * count);
  const amqpPorts = ports.slice(0, count);
  const names = amqpPorts.map((port) => `chatire-test-${port}@localhost`);
  const password = randomBytes(12).toString('hex');
  await prepare(folder, names, password);

  const epmd = await startEpmd(folder, epmdPort!);
  const started = await Promise.allSettled(
    amqpPorts.map((port, index) =>
      startNode({
        folder: join(folder, String(index)),
        home: join(folder, 'home'),
        config: join(folder, 'rabbitmq.conf'),
        name: names[index]!,
        password,
        port,
        distributionPort: ports[count + index]!,
        epmdPort: epmdPort!,
      }),
    ),
  );
  const nodes = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.end()));
    await epmd.stop();
  };
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { nodes, stop };
}

async function prepare(folder: string, names: readonly string[], password: string): Promise<void> {
  await mkdir(join(folder, 'home'));
  // Nodes that start together would each make one of their own.
  const cookie = randomBytes(20).toString('hex').toUpperCase();
  await writeFile(join(folder, 'home', '.erlang.cookie'), cookie, { mode: 0o400 });
  const lines = [
    'default_user = chatire',
    `default_pass = ${password}`,
    'vm_memory_high_watermark.relative = 0.6',
    ...(names.length > 1 ? ['cluster_formation.peer_discovery_backend = classic_config'] : []),
    ...(names.length > 1
      ? names.map((name, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${name}`)
      : []),
  ];
  await writeFile(join(folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`);
}
