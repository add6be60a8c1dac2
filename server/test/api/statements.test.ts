import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../clone-database.ts';
import { post, signUp, startChat, type Person } from '../client.ts';
import { connect } from '../socket.ts';
import { startGateway } from '../start-gateway.ts';
import { startServer, type RunningServer } from '../start-server.ts';
import { startStatementTap, type StatementTap } from '../statement-tap.ts';

// How many statements a request costs. Each is a round trip, so none is added by accident; one that is really needed raises the number.
let database: TestDatabase;
let tap: StatementTap;
let server: RunningServer;
/** Of one chat with a page and a half of messages, and of fifty chats. */
let reader: Person;
let busy: Person;
let path: string;

beforeAll(async () => {
  database = await cloneDatabase();
  tap = await startStatementTap(database);
  server = await startServer({ env: { DATABASE_URL: tap.url, RATE_LIMITS: 'off', ROLES: 'web' } });
  [reader, busy] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(reader);
  path = `/api/chats/${uri}/`;
  for (let count = 0; count < 75; count++) await post(reader, uri, `message ${count}`);
  for (let count = 0; count < 50; count++) await startChat(busy);
});

afterAll(async () => {
  await server.stop();
  tap.close();
  await database.drop();
});

test('a post costs five statements: the sign-in, and a transaction of two', async () => {
  await expectStatements(5, () => reader.call('POST', `${path}messages/`, { message: 'hello' }));
});

test('looking for whom a post names costs one statement more, and only where there is an @', async () => {
  await expectStatements(6, () => reader.call('POST', `${path}messages/`, { message: 'hello @all' }));
});

test.each([
  ['the newest', ''],
  ['one further back', '?before=60'],
  ['one further on', '?after=10'],
  ['one in the middle', '?around=30'],
])('a page of history costs two statements: %s', async (_which, query) => {
  await expectStatements(2, () => reader.call('GET', `${path}messages/${query}`));
});

test('details of a chat cost six statements', async () => {
  await expectStatements(6, () => reader.call('GET', path));
});

test('the list of chats costs two statements, however many chats there are', async () => {
  for (const person of [reader, busy]) await expectStatements(2, () => person.call('GET', '/api/chats/'));
});

test('a new name costs ten statements, however many chats show the person', async () => {
  for (const person of [reader, busy])
    await expectStatements(10, () => person.call('PATCH', '/api/users/me/', { name: 'Ada' }));
});

test.each([
  ['one chat', () => reader],
  ['fifty chats', () => busy],
])('a hello to %s costs three statements, and sweeping none while nobody is there', async (_many, who) => {
  // Sweeps come when the test says so, and no other.
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const gateway = await startGateway(tap.url);
  const here = { ...who(), url: `http://127.0.0.1:${gateway.port}` };
  await expectStatements(3, async () => {
    await vi.advanceTimersByTimeAsync(10_000);
    const socket = await connect(here);
    await socket.close();
  });
  vi.useRealTimers();
  await gateway.stop();
});

/** What a process of a cluster does every few seconds, whatever else happens: see `watchState`. */
const byTheClock = /insert into processes|from "settings"/;

async function expectStatements(count: number, work: () => Promise<unknown>): Promise<void> {
  const statements = (await tap.during(work)).filter((statement) => !byTheClock.test(statement));
  expect(statements.length, statements.join('\n')).toBe(count);
}
