import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cloneDatabase, type TestDatabase } from './clone-database.ts';
import { createClient, join as joinChat, post, signUp, startChat, type Person } from './client.ts';
import { connect } from './socket.ts';
import { startServer, type RunningServer } from './start-server.ts';

let database: TestDatabase;
let servers: [RunningServer, RunningServer];
let admin: pg.Client;

beforeAll(async () => {
  database = await cloneDatabase();
  const env = { DATABASE_URL: database.url, BROKER: 'postgres', LOG_LEVEL: 'debug' };
  servers = [await startServer({ env }), await startServer({ env })];
  admin = new pg.Client(database.connection);
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await Promise.all(servers.map((server) => server.stop()));
  await database.drop();
});

const url = () => servers[0].url;
const metricsText = async (server = servers[0]) => (await fetch(`${server.url}/metrics`)).text();

/** Values by name and labels, as they stand in the text. */
async function metrics(server = servers[0]): Promise<Record<string, number>> {
  const lines = (await metricsText(server))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

/** Lines of the log that are about this request. */
const linesOf = (server: RunningServer, request: string): Record<string, unknown>[] =>
  server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes(request))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const inProject = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
const namesIn = (text: string) => new Set(text.match(/\b(chatire|process|nodejs)_[a-z0-9_]+/g));

test('each metric that the dashboard, the alerts and the documentation name is there, and each of ours is documented', async () => {
  const types = [...(await metricsText()).matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  const there = new Set(
    types.flatMap(([, name, type]) =>
      type === 'histogram' ? ['', '_bucket', '_sum', '_count'].map((end) => name + end) : [name],
    ),
  );
  const files = ['deploy/grafana-dashboard.json', 'deploy/alerts.yaml', 'docs/metrics.md'];
  const unknown = files.flatMap((file) => [...namesIn(inProject(file))].filter((name) => !there.has(name)));
  expect(unknown).toEqual([]);
  const documented = namesIn(inProject('docs/metrics.md'));
  const ours = types.map(([, name]) => name!).filter((name) => name.startsWith('chatire_'));
  expect(ours.filter((name) => !documented.has(name))).toEqual([]);
});

test('each alert says what to do, at a place of the documentation that is there', () => {
  const rules = inProject('deploy/alerts.yaml').split('- alert: ').slice(1);
  const headings = new Set(
    [...inProject('docs/metrics.md').matchAll(/^### (.+)$/gm)].map(([, title]) => title!.trim()),
  );
  expect(rules.length).toBeGreaterThan(10);
  for (const rule of rules) {
    const name = rule.split('\n')[0]!.trim();
    expect(rule, name).toMatch(/expr: .+\n/);
    expect(rule, name).toMatch(/summary: .+/);
    expect(headings, 'docs/metrics.md has a heading of its name').toContain(name);
  }
});

test('what people do is counted', async () => {
  const before = await metrics();
  const person = await signUp(url());
  const { uri } = await startChat(person);
  const socket = await connect(person);
  await post(person, uri, 'one');
  await socket.waitFor((frame) => frame.type === 'event' && frame.kind === 'message_posted');
  const { chats } = await socket.waitForType('ready');
  await socket.close();
  await (await connect(person, { chats })).close();
  await (await connect(person, { epoch: randomUUID(), chats })).close();
  const credentials = { username: person.user.username, password: 'not this one' };
  await person.call('POST', '/auth/token/create/', credentials);
  const changes = Array.from({ length: 45 }, () => person.call('PATCH', '/api/users/me/', { name: 1 }));
  const refused = (await Promise.all(changes)).filter(({ status }) => status === 429).length;
  expect(refused).toBeGreaterThan(0);
  await person.call('GET', '/api/no/such/place/');

  const after = await metrics();
  const grew = Object.fromEntries(Object.keys(after).map((key) => [key, after[key]! - (before[key] ?? 0)]));
  expect(grew).toMatchObject({
    chatire_hellos_total: 3,
    chatire_post_seconds_count: 1,
    chatire_deliveries_total: 1,
    'chatire_chats_resumed_total{how="caught_up"}': 1,
    'chatire_chats_resumed_total{how="reset"}': 1,
    'chatire_sockets_closed_total{reason="client"}': 3,
    'chatire_sign_in_failures_total{way="password"}': 1,
    'chatire_refusals_total{limit="changeSelf"}': refused,
    'chatire_http_requests_total{method="POST",route="/api/chats/:uri/messages/",status="2xx"}': 1,
    'chatire_http_requests_total{method="PATCH",route="/api/users/me/",status="4xx"}': 45,
    'chatire_http_requests_total{method="GET",route="other",status="4xx"}': 1,
  });
  // A sweep may come before the broker.
  const told = ['broker', 'database'].map((from) => grew[`chatire_events_total{from="${from}"}`] ?? 0);
  expect(told.reduce((sum, count) => sum + count)).toBe(1);
  await vi.waitFor(
    async () =>
      expect((await metrics())['chatire_broker_messages_total{what="confirmed"}']).toBeGreaterThan(0),
    30_000,
  );
  expect(after['chatire_database_connections{state="idle"}']).toBeGreaterThan(0);
  expect(Object.keys(after).filter((key) => key.includes(uri))).toEqual([]);
});

test("a request's id comes back, and is in the log of each process that its event passes", async () => {
  const person = await signUp(url());
  const { uri } = await startChat(person);
  const friend: Person = await signUp(servers[1].url);
  await joinChat(friend, uri);
  const socket = await connect(friend);
  const request = 'proxy-7f0c3d5e';
  const answer = await createClient(url()).call(
    'POST',
    `/api/chats/${uri}/messages/`,
    { message: 'hello' },
    { authorization: `Bearer ${person.token}`, 'x-request-id': request },
  );
  expect(answer.headers.get('x-request-id')).toBe(request);
  await socket.waitFor((frame) => frame.type === 'event' && frame.kind === 'message_posted');
  const told = (server: RunningServer) => linesOf(server, request).map(({ msg }) => msg);
  await vi.waitFor(() => expect(told(servers[0])).toContain('A request was answered.'), 30_000);
  expect(told(servers[0])).toContain('An event is published.');
  await vi.waitFor(() => expect(told(servers[1])).toEqual(['An event goes out to sockets.']), 30_000);
  expect((await metrics(servers[1]))['chatire_broker_messages_total{what="received"}']).toBeGreaterThan(0);
});

test('a slow request and a failed one each leave one line, with route and id, and no address', async () => {
  const person = await signUp(url());
  const { uri } = await startChat(person);
  const ask = async (request: string) =>
    createClient(url()).call(
      'POST',
      `/api/chats/${uri}/messages/`,
      { message: 'slow' },
      { authorization: `Bearer ${person.token}`, 'x-request-id': request },
    );
  const route = '/api/chats/:uri/messages/';
  await admin.query('begin');
  await admin.query('select from chats where uri = $1 for update', [uri]);
  const asked = ask('slow-request');
  const waiting = `select from pg_locks where not granted and transactionid = pg_current_xact_id()::xid`;
  await vi.waitFor(async () => expect((await admin.query(waiting)).rowCount).toBe(1), 10_000);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await admin.query('commit');
  expect((await asked).status).toBe(201);
  await admin.query('alter table messages rename to elsewhere');
  const failed = await ask('failed-request');
  await admin.query('alter table elsewhere rename to messages');
  expect(failed.status).toBe(500);
  const told = (id: string) => linesOf(servers[0], id).filter(({ level }) => Number(level) >= 40);
  const line = (msg: string, status: number) => ({ msg, method: 'POST', route, status });
  await vi.waitFor(() => {
    expect(told('slow-request')).toMatchObject([line('A request was slow.', 201)]);
    expect(told('failed-request')).toMatchObject([line('A request failed.', 500)]);
  }, 30_000);
  expect(JSON.stringify([told('slow-request'), told('failed-request')])).not.toContain(uri);
  expect((await metrics())['chatire_statement_errors_total{class="42"}']).toBeGreaterThan(0);
});

test('figures come also when the database does not answer, without those that are in it', async () => {
  await vi.waitFor(async () => expect((await metrics())['chatire_jobs{state="failed"}']).toBe(0), 30_000);
  await admin.query('begin');
  await admin.query('lock table graphile_worker._private_jobs in access exclusive mode');
  const began = performance.now();
  const without = await metrics();
  const took = performance.now() - began;
  await admin.query('rollback');
  expect(without['chatire_sockets']).toBe(0);
  expect(Object.keys(without).filter((name) => name.startsWith('chatire_jobs'))).toEqual([]);
  // The time that Prometheus gives a server to answer.
  expect(took).toBeLessThan(10_000);
});
