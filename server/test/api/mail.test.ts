import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../clone-database.ts';
import { createClient, password, signUp } from '../client.ts';
import { freePorts } from '../free-ports.ts';
import { startServer, type RunningServer } from '../start-server.ts';

let url: string;
let database: TestDatabase;
let server: RunningServer;
const mails: { to: string[]; content: string }[] = [];
const smtp = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  onData: (stream, session, done) => {
    let content = '';
    stream.setEncoding('utf8').on('data', (piece: string) => (content += piece));
    stream.on('end', () => {
      mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), content });
      done();
    });
  },
});

beforeAll(async () => {
  const listening = smtp.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const [port] = await freePorts(1);
  url = `http://localhost:${port}`;
  database = await cloneDatabase();
  const env = {
    DATABASE_URL: database.url,
    PORT: String(port),
    PUBLIC_URL: url,
    LOG_LEVEL: 'info',
    SMTP_URL: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    MAIL_FROM: 'Chatire <chat@example.org>',
  };
  server = await startServer({ env });
});

afterAll(async () => {
  await server.stop();
  await database.drop();
  await new Promise<void>((resolve) => smtp.close(resolve));
});

const forgot = (email: string) => createClient(url).call('POST', '/auth/password/forgot/', { email });
/** Lines are folded and signs encoded on the way. */
const plain = (content: string) =>
  content.replaceAll('=\r\n', '').replaceAll('=3D', '=').replaceAll('\r\n', '\n');
async function newestMail(count: number) {
  await expect.poll(() => mails.length, { timeout: 5_000 }).toBe(count);
  return mails.at(-1)!;
}

test('a link comes by mail, for each account of the address, in the language chosen, and sets a new password', async () => {
  const [first, second] = [await signUp(url, 'ada'), await signUp(url, 'ada')];
  for (const [person, email] of [
    [first, 'Ada@example.org'],
    [second, 'ada@example.org'],
  ] as const) {
    const answer = await person.call('POST', '/api/users/me/email/', { email, password });
    expect(answer.body).toMatchObject({ email });
  }
  await first.call('PATCH', '/api/users/me/settings/', { language: 'pl' });
  expect((await createClient(url).call('GET', '/auth/ways/')).body).toMatchObject({ mail: true });

  const unknown = await forgot('nobody@example.org');
  const known = await forgot('ADA@example.org');
  const shown = ({ status, body, headers }: typeof known) => [
    status,
    body,
    [...headers].filter(
      ([name]) => name !== 'date' && name !== 'x-request-id' && !name.startsWith('x-ratelimit'),
    ),
  ];
  expect(shown(known)).toEqual(shown(unknown));

  const mail = await newestMail(1);
  const content = plain(mail.content);
  expect(mail.to).toEqual(['Ada@example.org']);
  expect(content).toContain('From: Chatire <chat@example.org>');
  for (const { user } of [first, second]) expect(content).toContain(user.username);
  const links = [
    ...new Set([...content.matchAll(/http:\/\/localhost:\d+\/reset#([\w-]{43})/g)].map(([, token]) => token)),
  ];
  expect(links).toHaveLength(2);
  const body = { token: links[0], password: 'another harbour lamp' };
  expect((await createClient(url).call('POST', '/auth/password/reset/', body)).status).toBe(204);
  const { username } = first.user;
  const signedIn = await createClient(url).call('POST', '/auth/token/create/', {
    username,
    password: body.password,
  });
  expect(signedIn.status).toBe(200);
  for (const secret of [...links, 'Ada@']) expect(server.output()).not.toContain(secret);
});

test('an address is not filled with mails, and a change of it wants the password', async () => {
  const person = await signUp(url, 'eve');
  const change = (body: object) => person.call('POST', '/api/users/me/email/', body);
  expect((await change({ email: 'eve@example.org', password: 'a guess' })).body.errors).toHaveProperty(
    'password',
  );
  expect((await forgot('eve@example.org')).status).toBe(204);
  expect((await change({ email: 'not an address', password })).body.errors).toHaveProperty('email');
  await change({ email: 'eve@example.org', password });
  const before = mails.length;
  const began = performance.now();
  for (let request = 0; request < 10; request++) expect((await forgot('eve@example.org')).status).toBe(204);
  const held = () => server.output().match(/A mail was not sent \(Too many tries/g)?.length ?? 0;
  await expect.poll(() => mails.length - before + held(), { timeout: 5_000 }).toBe(10);
  // Three at once, and one more after 1 s, 3, 7 …
  const allowed = 3 + Math.floor(Math.log2(1 + (performance.now() - began) / 1000));
  expect(mails.length - before).toBeLessThanOrEqual(allowed);
});
