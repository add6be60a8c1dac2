import { createECDH } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkDatabase } from '../src/doctor/check-database.ts';
import { checkProxy } from '../src/doctor/check-proxy.ts';
import { cloneDatabase, type TestDatabase } from './clone-database.ts';
import { post, signUp, startChat } from './client.ts';
import { freePorts } from './free-ports.ts';
import { connect, openSocket } from './socket.ts';
import { makeCertificate, proxies, type TestCertificate, type TestProxy } from './start-proxy.ts';
import { type RunningServer, startServer } from './start-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

const trusted = getCACertificates();
const publicKey = createECDH('prime256v1').generateKeys('base64url');
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let certificate: TestCertificate;
let database: TestDatabase;
let http: number;
const places = [
  { path: '', https: 0, server: undefined as RunningServer | undefined },
  { path: '/chat', https: 0, server: undefined as RunningServer | undefined },
];

beforeAll(async () => {
  folder = await temporaryFolder('proxies');
  [certificate, database] = await Promise.all([makeCertificate(folder.path), cloneDatabase()]);
  setDefaultCACertificates([...trusted, certificate.certificate]);
  const [redirecting, ...ports] = await freePorts(5);
  http = redirecting!;
  await Promise.all(
    places.map(async (place, index) => {
      place.https = ports[2 * index]!;
      const PUBLIC_URL = `https://localhost:${place.https}${place.path}`;
      const PORT = String(ports[2 * index + 1]);
      place.server = await startServer({ env: { DATABASE_URL: database.url, PUBLIC_URL, PORT } });
    }),
  );
});

afterAll(async () => {
  setDefaultCACertificates(trusted);
  for (const { server } of places) await server?.stop();
  await database.drop();
  await folder.remove();
});

describe.each(
  Object.entries(proxies).flatMap(([name, start]) => places.map((place) => ({ name, start, place }))),
)('$name before a Chatire at "$place.path/"', ({ name, start, place }) => {
  let proxy: TestProxy;
  let url: string;

  beforeAll(async () => {
    url = `https://localhost:${place.https}${place.path}`;
    const to = Number(new URL(place.server!.url).port);
    proxy = await start({ to, https: place.https, http, path: place.path, certificate });
  });
  afterAll(() => proxy.stop());

  test('the page comes with all that it names, over https only', async () => {
    const answer = await fetch(`${url}/chats/somewhere`);
    const page = await answer.text();
    const named = [...page.matchAll(/ (?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
    expect(named).toContain(`${place.path}/manifest.webmanifest`);
    for (const address of [...named, `${place.path}/service-worker.js`, `${place.path}/api/docs`]) {
      const { status, headers } = await fetch(new URL(address, url));
      expect({ address, status }).toEqual({ address, status: 200 });
      if (address.includes('.')) expect(headers.get('content-type')).not.toContain('html');
    }
    const unsafe = await fetch(`http://localhost:${http}${place.path}/chats/here?a`, { redirect: 'manual' });
    expect([unsafe.status, unsafe.headers.get('location')]).toEqual([301, `${url}/chats/here?a`]);
  });

  test('people sign in, and their sockets hear what is posted', async () => {
    const person = await signUp(url);
    const { uri } = await startChat(person);
    const socket = await connect(person);
    await post(person, uri, 'through the proxy');
    await socket.waitFor((frame) => frame.type === 'event' && 'message' in frame);
    await socket.close();
    await expect(openSocket(url, { origin: 'https://evil.example' })).rejects.toThrow('403');
  });

  test('somebody owns it by a link to this place, and browsers take pushes here', async () => {
    expect(place.server!.output()).toContain(`${url}/admin/claim#`);
    const page = await fetch(`${url}/admin/jobs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const person = await signUp(url);
    const keys = { p256dh: publicKey, auth: 'A'.repeat(22) };
    const push = { endpoint: `https://push.example.org/${name}${place.path}`, keys };
    expect((await person.call('PUT', '/api/users/me/push/', push)).status).toBe(204);
    expect((await person.call('GET', '/api/users/me/push/')).body).toMatchObject({ endpoint: push.endpoint });
    // As to everybody who doesn't run it.
    expect((await person.call('GET', '/api/admin/accounts/')).status).toBe(404);
  });

  test('the cookie of a session is for https and this place alone', async () => {
    const { headers } = await ask('/auth/openid/callback/?code=1');
    expect(headers['set-cookie']?.[0]).toMatch(
      place.path
        ? /^__Secure-chatire-openid=;.* Path=\/chat\/;.* Secure/
        : /^__Host-chatire-openid=;.* Path=\/;.* Secure/,
    );
    expect(headers.location).toBe(`${place.path}/auth?openid=lost`);
  });

  test.each(['/metrics', '/metrics/', '/%6detrics'])('%s stays inside', async (path) => {
    const { status, headers } = await fetch(`${url}${path}`);
    // The server would say no as well, but isn't asked.
    expect([status, headers.get('x-content-type-options')]).toEqual([404, null]);
  });

  test('the doctor has nothing to say of it but how short the certificate is', async () => {
    const { secret } = await checkDatabase(database.connection, join(import.meta.dirname, '../migrations'));
    const findings = await checkProxy(url, secret);
    const rest = findings.filter(({ result }) => result !== 'well').map(({ sentence }) => sentence);
    expect(rest).toEqual([expect.stringContaining('with a certificate that is good for 1 days')]);
    const visitors = findings.filter(({ about }) => about === 'Visitors').map(({ sentence }) => sentence);
    expect(visitors[0]).toBe('The server knows its visitors: this one came from 127.0.0.1.');
  });

  test('a request has an id of the proxy, whatever the visitor says', async () => {
    const { headers } = await ask('/health/live', { headers: { 'x-request-id': 'of-the-visitor' } });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{32,36}$/);
  });

  test('visitors are counted by their own addresses, whatever they say', async () => {
    const [near, far] = name === 'nginx' ? ['127.0.0.11', '127.0.0.12'] : ['127.0.0.21', '127.0.0.22'];
    const knock = (from: string, others: string) =>
      ask('/auth/password/forgot/', {
        method: 'POST',
        localAddress: from,
        headers: { 'x-forwarded-for': others },
      });
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, time) => knock(near, `203.0.113.${time}`)),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toContain(429);
    expect((await knock(far, near)).statusCode).not.toBe(429);
  });

  async function ask(
    path: string,
    options: { method?: string; localAddress?: string; headers?: object } = {},
  ) {
    const asked = request(url + path, { ...options, headers: { ...options.headers } });
    asked.end();
    const [answer] = await once(asked, 'response');
    await text(answer);
    return answer as IncomingMessage;
  }
});
