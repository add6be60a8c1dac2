import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createClient, signUp } from '../client.ts';
import { useServer } from '../use-server.ts';

const server = useServer({ RATE_LIMITS: 'on' });

test('whoever sits at a browser of somebody else has ten tries at the password, too', async () => {
  const person = await signUp(server.url);
  const guess = () => person.call('POST', '/api/users/me/delete/', { password: 'a guess', messages: 'keep' });
  for (let attempt = 1; attempt <= 10; attempt++) expect((await guess()).status).toBe(400);
  expect((await guess()).status).toBe(429);
});

test('the eleventh try at one name within a minute has to wait, and other names go on', async () => {
  const { user } = await signUp(server.url);
  const client = createClient(server.url);
  const tryAt = (username: string) =>
    client.call('POST', '/auth/token/create/', { username, password: 'not this one' });
  // Signing up signed in once already.
  for (let attempt = 2; attempt <= 10; attempt++) expect((await tryAt(user.username)).status).toBe(400);
  const late = await tryAt(user.username.toUpperCase());
  expect([late.status, late.body.code]).toEqual([429, 'too_many_requests']);
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await tryAt(`other-${randomUUID()}`)).status).toBe(400);
});
