import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../src/database/database.ts';
import { createClient, password, signUp, startChat, type Client } from '../client.ts';
import { useServer } from '../use-server.ts';

const server = useServer({ RATE_LIMITS: 'on' });
let db: Database;
beforeAll(() => void (db = openDatabase(server.database.connection, () => undefined)));
beforeEach(async () => void (await sql`truncate tries`.execute(db)));
afterAll(() => db.destroy());

function tryAt(username: string, secret = 'not this one', headers: Record<string, string> = {}) {
  const body = { username, password: secret };
  return createClient(server.url).call('POST', '/auth/token/create/', body, headers);
}
/** The longest that anybody has to wait now, as if so many failures had been before: a slow machine changes nothing. */
async function failedBefore(failures: number): Promise<void> {
  await sql`update tries set failures = ${failures}, last_at = now(), next_at = now()`.execute(db);
}
async function longestWait(): Promise<number> {
  const wait = sql<number>`max(extract(epoch from next_at - last_at))::float`;
  return (await db.selectFrom('tries').select(wait.as('seconds')).executeTakeFirstOrThrow()).seconds;
}

test('after five failures at a name each further one costs 1 s, 2, 4 … and never more than 15 minutes', async () => {
  const { user } = await signUp(server.url);
  const waits = [];
  for (const before of [0, 4, 5, 6, 7, 14, 15, 40]) {
    await failedBefore(before);
    expect((await tryAt(user.username)).body.code).toBe('wrong_credentials');
    waits.push(await longestWait());
  }
  expect(waits).toEqual([0, 0, 1, 2, 4, 512, 900, 900]);
  const late = await tryAt(user.username.toUpperCase(), password);
  expect([late.status, late.body.code]).toEqual([429, 'too_many_requests']);
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(850);
  expect((await tryAt(`other-${randomUUID()}`)).status).toBe(400);
});

test('of ten tries at once at a name that has to wait one is made, whether there is such an account or not', async () => {
  const { user } = await signUp(server.url);
  const names = [user.username, `nobody-${randomUUID()}`];
  for (const name of names) await tryAt(name);
  await failedBefore(9);
  const [known, unknown] = await Promise.all(
    names.map(async (name) => {
      const all = await Promise.all(Array.from({ length: 10 }, () => tryAt(name)));
      return all.map(({ status, body }) => `${status} ${body.code}`).toSorted();
    }),
  );
  expect(known).toEqual([
    '400 wrong_credentials',
    ...Array.from({ length: 9 }, () => '429 too_many_requests'),
  ]);
  expect(unknown).toEqual(known);
});

test('tries at the password of a link have to wait, however many people make them', async () => {
  const [owner, one, other] = await Promise.all([1, 2, 3].map(() => signUp(server.url)));
  const { uri } = await startChat(owner!);
  const { body } = await owner!.call<{ code: string }>('POST', `/api/chats/${uri}/links/`, { password });
  const joinBy = (person: Client | undefined, secret: string) =>
    person!.call('POST', `/api/chats/${body.code}/join/`, { password: secret });
  expect((await joinBy(one, 'not this one')).body).toMatchObject({ status: 400, code: 'invalid' });
  await failedBefore(60);
  expect((await joinBy(one, 'not this one')).status).toBe(400);
  const late = await joinBy(other, password);
  expect([late.status, Number(late.headers.get('retry-after')) > 800]).toEqual([429, true]);
  await failedBefore(0);
  expect((await joinBy(other, password)).status).toBe(200);
});

test("strangers' tries don't hold up the owner at a browser where the owner has signed in before", async () => {
  const [{ user }, other] = [await signUp(server.url), await signUp(server.url)];
  const cookies = (await tryAt(user.username, password)).headers.getSetCookie();
  const device = cookies.find((cookie) => cookie.startsWith('chatire-device=')) ?? '';
  expect(device).toMatch(/HttpOnly.*SameSite=Strict/);
  const cookie = device.split(';')[0]!;
  for (const { username } of [user, other.user]) await tryAt(username);
  await failedBefore(10);
  for (const { username } of [user, other.user]) await tryAt(username);

  expect((await tryAt(user.username, password)).status).toBe(429);
  expect((await tryAt(user.username, password, { cookie })).status).toBe(200);
  // It is known for this account only, and its own tries are limited too.
  expect((await tryAt(other.user.username, password, { cookie })).status).toBe(429);
  await tryAt(user.username, 'a guess', { cookie });
  await failedBefore(10);
  await tryAt(user.username, 'a guess', { cookie });
  expect((await tryAt(user.username, password, { cookie })).status).toBe(429);
});

test('one address has a hundred failures at many names, which a success of its own does not wipe out', async () => {
  const own = await signUp(server.url);
  await tryAt(`somebody-${randomUUID()}`);
  await failedBefore(99.4);
  expect((await tryAt(own.user.username, password)).status).toBe(200);
  await tryAt(`somebody-${randomUUID()}`);
  expect(await longestWait()).toBe(0);
  await tryAt(`somebody-${randomUUID()}`);
  expect(await longestWait()).toBe(1);
});

test('whoever sits at a browser of somebody else has to wait between tries at the password, too', async () => {
  const person = await signUp(server.url);
  const tryDelete = (guess: string) =>
    person.call('POST', '/api/users/me/delete/', { password: guess, messages: 'keep' });
  expect((await tryDelete('a guess')).status).toBe(400);
  await failedBefore(10);
  expect((await tryDelete('a guess')).status).toBe(400);
  expect((await tryDelete(password)).status).toBe(429);
  await failedBefore(10);
  expect((await tryDelete(password)).status).toBe(204);
});
