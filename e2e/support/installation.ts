import {
  claim,
  type Person,
  type RunningServer,
  signUp,
  startPostgres,
  startRabbitMq,
  startServer,
  temporaryFolder,
  type TestRabbitMq,
} from '@chatire/server/testing';

/** A Chatire as somebody runs it: one process with everything in it, or a cluster. */
export interface Installation {
  /** Where the first and the second person go: one server process each, if there are two. */
  urls: readonly [string, string];
  /** SIGKILL to every server process. */
  kill(): Promise<void>;
  /** The killed processes again, at their old addresses. */
  restart(): Promise<void>;
  rabbitMq?: TestRabbitMq;
  /** Who owns it: somebody new, from the first time on. */
  owner(): Promise<Person>;
  /** The end of all of it; throws if a server logged an error of its own. */
  stop(): Promise<void>;
}

export const kinds = { embedded: startEmbedded, cluster: startCluster };
export type Kind = keyof typeof kinds;

async function startEmbedded(): Promise<Installation> {
  const folder = await temporaryFolder('e2e');
  const server = createProcess({ DATA_DIR: folder.path });
  const stop = () => stopAll([server.stop, folder.remove]);
  await server.start().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    urls: [server.url(), server.url()],
    kill: server.kill,
    restart: server.start,
    owner: server.owner,
    stop,
  };
}

async function startCluster(): Promise<Installation> {
  const stops: (() => Promise<void>)[] = [];
  const stop = () => stopAll(stops.toReversed());
  try {
    const folder = await temporaryFolder('e2e');
    stops.push(folder.remove);
    const rabbitMqStarts = startRabbitMq();
    const postgres = await startPostgres();
    stops.push(postgres.stop);
    const rabbitMq = await rabbitMqStarts;
    stops.push(rabbitMq.stop);

    const settings = { DATABASE_URL: postgres.url, AMQP_URL: rabbitMq.url, DATA_DIR: folder.path };
    const processes = [createProcess(settings), createProcess(settings)] as const;
    stops.push(...processes.map((process) => process.stop));
    const start = async () => void (await Promise.all(processes.map((process) => process.start())));
    await start();
    return {
      urls: [processes[0].url(), processes[1].url()],
      kill: async () => void (await Promise.all(processes.map((process) => process.kill()))),
      restart: start,
      rabbitMq,
      owner: processes[0].owner,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A server process that can be killed, and started again on the port that it had. */
function createProcess(settings: Record<string, string>) {
  let running: RunningServer | undefined;
  let port = '0';
  let owner: Promise<Person> | undefined;

  async function makeOwner(): Promise<Person> {
    const person = await signUp(running?.url ?? '', 'captain');
    await claim({ output: () => running?.output() ?? '' }, person);
    return person;
  }

  return {
    url: () => running?.url ?? '',
    owner: () => (owner ??= makeOwner()),
    async start() {
      running = await startServer({ env: { RATE_LIMITS: 'off', PORT: port, ...settings } });
      ({ port } = new URL(running.url));
    },
    async kill() {
      await running?.kill();
    },
    async stop() {
      if (running?.process.exitCode === null && running.process.signalCode === null) await running.stop();
      const logged = running?.output().match(/^\{"level":[56]0.*$/gm);
      if (logged) throw new Error(`The server logged errors:\n${logged.join('\n')}`);
    },
  };
}

/** One after another, each also when those before it failed. */
async function stopAll(stops: readonly (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const stop of stops) await stop().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}
