import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { guardRoutes } from './guard-routes.ts';

const newApp = () => {
  const app = Fastify();
  const refuse = async () => {
    throw Object.assign(new Error('Who are you?'), { statusCode: 401 });
  };
  guardRoutes(app, { signIn: refuse, serverRole: () => refuse });
  return app;
};
const handler = async () => 'secret';

test('a call that the table of permissions lacks is no route, whatever its method', () => {
  expect(() => newApp().get('/api/secrets/', handler)).toThrow('no row for GET /api/secrets/');
  expect(() => newApp().post('/page', handler)).toThrow('no row for POST /page');
  expect(() => newApp().delete('/api/chats/:uri/unread/', handler)).toThrow('no row');
});

test('what the table gives to nobody without sign-in asks for it, also by HEAD', async () => {
  const app = newApp();
  app.get('/auth/me/', handler);
  app.get('/health/live', handler);
  app.get('/assets/app.js', handler);
  const statuses = [];
  for (const [method, url] of [
    ['GET', '/auth/me/'],
    ['HEAD', '/auth/me/'],
    ['GET', '/health/live'],
    ['GET', '/assets/app.js'],
  ] as const)
    statuses.push((await app.inject({ method, url })).statusCode);
  expect(statuses).toEqual([401, 401, 200, 200]);
});
