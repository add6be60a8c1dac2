import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { addHealthRoutes, type HealthRoutesParts } from './health-routes.ts';
import { addMetricsRoutes } from './metrics-routes.ts';
import { answerWithProblem } from './problems.ts';

export interface HealthServerParts extends HealthRoutesParts {
  metrics: Registry;
  metricsToken: string | undefined;
}

/** For a process that only works on jobs: it says how it is, and nothing else. The caller listens. */
export function createHealthServer(parts: HealthServerParts): FastifyInstance {
  const app: FastifyInstance = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
  app.setErrorHandler(answerWithProblem);
  addHealthRoutes(app, parts);
  addMetricsRoutes(app, parts.metrics, parts.metricsToken);
  return app;
}
