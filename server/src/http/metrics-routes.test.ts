import Fastify from 'fastify';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { addMetricsRoutes } from './metrics-routes.ts';
import { answerWithProblem } from './problems.ts';

const token = 'a-token-of-the-test';

test.each([
  ['without a token', undefined, '127.0.0.1', {}, 200],
  ['without a token', undefined, '::ffff:127.0.0.1', {}, 200],
  ['without a token', undefined, '::1', {}, 200],
  ['without a token', undefined, '192.168.1.7', {}, 404],
  ['without a token', undefined, '203.0.113.7', {}, 404],
  ['without a token', undefined, '127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }, 404],
  ['without a token', undefined, '127.0.0.1', { via: '2.0 Caddy' }, 404],
  ['with a token', token, '127.0.0.1', {}, 404],
  ['with a token', token, '203.0.113.7', { authorization: `Bearer ${token}` }, 200],
  ['with a token', token, '203.0.113.7', { authorization: `Bearer ${token}.` }, 404],
])('%s (%s), %s with %o gets %i', async (_, wanted, remoteAddress, headers, status) => {
  const app = Fastify();
  app.setErrorHandler(answerWithProblem);
  addMetricsRoutes(app, new Registry(), wanted);
  const answer = await app.inject({ url: '/metrics', remoteAddress, headers });
  expect(answer.statusCode).toBe(status);
});
