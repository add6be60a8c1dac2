import type { FastifyInstance } from 'fastify';

export interface HealthRoutesParts {
  /** Rejects when the database can't be used. */
  pingDatabase(): Promise<void>;
  isBrokerHealthy(): boolean;
}

/** Ready means: posts are accepted. Without the broker they are, so it doesn't count. */
export function addHealthRoutes(
  app: FastifyInstance,
  { pingDatabase, isBrokerHealthy }: HealthRoutesParts,
): void {
  const hide = { schema: { hide: true } };
  app.get('/health/live', hide, async () => ({ status: 'ok' }));
  app.get('/health/ready', hide, async (_request, reply) => {
    const database = await pingDatabase().then(
      () => 'ok',
      () => 'unavailable',
    );
    const broker = isBrokerHealthy() ? 'ok' : 'unwell';
    return reply.code(database === 'ok' ? 200 : 503).send({ status: database, database, broker });
  });
}
