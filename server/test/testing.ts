/** What the tests of other packages may use of this one, as `@chatire/server/testing`. */
export { claim } from './claim.ts';
export { freePorts } from './free-ports.ts';
export { type TestGateway, startGateway } from './start-gateway.ts';
export { type RunningServer, startServer } from './start-server.ts';
export { startRabbitMq, startRabbitMqCluster, type TestRabbitMq } from './rabbitmq.ts';
export type { RabbitMqNode } from './rabbitmq-node.ts';
export { startPostgres, startPostgresIn, type TestPostgres } from './start-postgres.ts';
export { temporaryFolder } from './temporary-folder.ts';
export {
  type Client,
  createClient,
  dot,
  join,
  password,
  type Person,
  post,
  putPicture,
  signUp,
  startChat,
} from './client.ts';
export { makeCertificate, proxies } from './start-proxy.ts';
