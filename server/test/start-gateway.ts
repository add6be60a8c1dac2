import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { createAccessTokens } from '../src/accounts/access-token.ts';
import { createAuthenticate } from '../src/accounts/authenticate.ts';
import { createInProcessBroker } from '../src/broker/in-process-broker.ts';
import { createRabbitMqBroker } from '../src/broker/rabbitmq-broker.ts';
import { openDatabase } from '../src/database/database.ts';
import { migrate } from '../src/database/migrate.ts';
import { createAnnounce } from '../src/gateway/announce.ts';
import { createGateway } from '../src/gateway/gateway.ts';
import { gatewayReads } from '../src/gateway-reads.ts';
import { findInstallation } from '../src/installation/find-installation.ts';
import type { Announce } from '../src/log/notices.ts';

export interface TestGateway {
  port: number;
  epoch: string;
  /** The broker's seam: what is announced here goes to sockets, whether it is in the database or not. */
  announce: Announce;
  stop(): Promise<void>;
}

/** The gateway of a server, wired as in `main.ts`, in this very process and without the routes of HTTP. With `amqpUrl`, one of a cluster. */
export async function startGateway(databaseUrl: string, amqpUrl?: string): Promise<TestGateway> {
  const connection = { connectionString: databaseUrl };
  await migrate(connection, join(import.meta.dirname, '../migrations'));
  const db = openDatabase(connection, () => undefined);
  const installation = await findInstallation(db);
  const authenticate = createAuthenticate(db, createAccessTokens(installation.token_secret));
  const log = pino({ level: 'warn' }, pino.destination({ fd: 2, sync: true }));
  const broker = amqpUrl ? await createRabbitMqBroker({ urls: [amqpUrl], log }) : createInProcessBroker();
  const announce = createAnnounce(broker, log);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gateway = createGateway({
    server,
    origins: { publicUrl: undefined, allowedOrigins: [] },
    broker,
    epoch: installation.epoch,
    announce,
    authenticate,
    buckets: undefined,
    rereadSettings: () => undefined,
    ...gatewayReads(db, announce),
    log,
  });
  return {
    port: (server.address() as AddressInfo).port,
    epoch: installation.epoch,
    announce,
    async stop() {
      await gateway.stop();
      server.close();
      await broker.close();
      await db.destroy();
    },
  };
}
