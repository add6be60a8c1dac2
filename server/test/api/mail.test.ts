import type { OwnMail } from '@chatire/protocol';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../clone-database.ts';
import { createClient, join, password, post, signUp, startChat, type Person } from '../client.ts';
import { freePorts } from '../free-ports.ts';
import { startSmtp } from '../smtp.ts';
import { startServer, type RunningServer } from '../start-server.ts';

let url: string;
let database: TestDatabase;
let server: RunningServer;
let smtp: Awaited<ReturnType<typeof startSmtp>>;
let slow: Person & { email: string };

beforeAll(async () => {
  smtp = await startSmtp();
  const [port] = await freePorts(1);
  url = `http://localhost:${port}`;
  database = await cloneDatabase();
  const env = {
    DATABASE_URL: database.url,
    PORT: String(port),
    PUBLIC_URL: url,
    LOG_LEVEL: 'info',
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Chatire <chat@example.org>',
    NOTICES_AFTER: '0',
  };
  server = await startServer({ env });
  slow = await personWithMail('slow');
  // Looked at by the last test.
  smtp.slow.set(slow.email, 11_000);
  await slow.call('PUT', '/api/users/me/mail/', { level: 'all' });
  const { uri } = await startChat(slow);
  await slow.call('PATCH', `/api/chats/${uri}/`, { name: 'Slow' });
  const friend = await signUp(url);
  await join(friend, uri);
  await post(friend, uri, 'take your time');
});

afterAll(async () => {
  await server.stop();
  await database.drop();
  await smtp.stop();
});

const forgot = (email: string) => createClient(url).call('POST', '/auth/password/forgot/', { email });
const changeEmail = (person: Person, email: string) =>
  person.call('POST', '/api/users/me/email/', { email, password });
const tryMail = (person: Person) => person.call('POST', '/api/users/me/mail/test/');
const ownMail = async (person: Person) => (await person.call<OwnMail>('GET', '/api/users/me/mail/')).body;
const confirmLink = /http:\/\/localhost:\d+\/confirm#([\w.-]+)/;
/** One in 64 signatures ends as the forged one would. */
const otherEnd = (secret: string) => secret.replace(/.$/, (last) => (last === '_' ? '-' : '_'));
const confirm = (token = '') =>
  createClient(url).call<{ email: string }>('POST', '/auth/email/confirm/', { token });

/** With an address that is confirmed. */
async function personWithMail(name: string): Promise<Person & { email: string }> {
  const person = await signUp(url, name);
  const email = `${person.user.username}@example.org`;
  await changeEmail(person, email);
  const { text = '' } = await smtp.take(email, /address/);
  expect((await confirm(confirmLink.exec(text)?.[1])).body).toEqual({ email });
  return Object.assign(person, { email });
}

async function query(text: string): Promise<number> {
  const client = new pg.Client(database.connection);
  await client.connect();
  const { rowCount } = await client.query(text);
  await client.end();
  return rowCount ?? 0;
}
const count = (what: string) => query(`select from ${what}`);

test('a link comes by mail, for each account of the address, in the language chosen, and sets a new password', async () => {
  const [first, second] = [await signUp(url, 'ada'), await signUp(url, 'ada')];
  expect((await changeEmail(first, 'Ada@example.org')).body).toMatchObject({ email: 'Ada@example.org' });
  expect((await changeEmail(second, 'ada@example.org')).body).toMatchObject({ email: 'ada@example.org' });
  await smtp.take('Ada@example.org', /address/);
  await smtp.take('ada@example.org', /address/);
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

  const { from, text = '', headers } = await smtp.take('Ada@example.org', /Nowe hasło/);
  expect(from?.text).toBe('"Chatire" <chat@example.org>');
  expect(headers.get('auto-submitted')).toBe('auto-generated');
  for (const { user } of [first, second]) expect(text).toContain(user.username);
  const links = [...text.matchAll(/http:\/\/localhost:\d+\/reset#([\w-]{43})/g)].map(([, token]) => token);
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
  for (const email of [
    'not an address',
    'eve@example.org\r\nBcc: all@example.org',
    'a@example.org, b@example.org',
  ])
    expect((await change({ email, password })).body.errors).toHaveProperty('email');
  const began = performance.now();
  await change({ email: 'eve@example.org', password });
  const arrived = () => smtp.mails.filter(({ to }) => to.includes('eve@example.org')).length;
  await expect.poll(arrived).toBe(1);
  for (let request = 0; request < 10; request++) expect((await forgot('eve@example.org')).status).toBe(204);
  const held = () => server.output().match(/A mail was not sent \(Too many tries/g)?.length ?? 0;
  await expect.poll(() => arrived() + held()).toBe(11);
  // Three at once, and one more after 1 s, 3, 7 …
  const allowed = 3 + Math.floor(Math.log2(1 + (performance.now() - began) / 1000));
  expect(arrived()).toBeLessThanOrEqual(allowed);
});

test('mails of messages go to an address only after the link in a mail to it, and the one before hears of the change', async () => {
  const person = await signUp(url, 'zoe');
  const choose = (level: string) => person.call('PUT', '/api/users/me/mail/', { level });
  await changeEmail(person, 'zoe@example.org');
  expect(await ownMail(person)).toEqual({ available: true, confirmed: false, level: 'off', digest: null });
  expect((await choose('all')).status).toBe(409);
  expect((await tryMail(person)).status).toBe(409);
  expect((await person.call('PUT', '/api/users/me/mail/', { level: 'some' })).body.errors).toHaveProperty(
    'level',
  );
  const [, token = ''] =
    confirmLink.exec((await smtp.take('zoe@example.org', /your address/)).text ?? '') ?? [];
  for (const forged of [otherEnd(token), token.replace(/\.\d+\./, '.9999999999.'), '1.1.x', ''])
    expect((await confirm(forged)).status).toBe(404);
  expect((await confirm(token)).status).toBe(200);
  expect((await choose('all')).status).toBe(204);
  expect(await ownMail(person)).toMatchObject({ confirmed: true, level: 'all' });
  expect((await tryMail(person)).status).toBe(204);
  const trial = await smtp.take('zoe@example.org', /It works/);
  expect(trial.headers.get('list')).toHaveProperty('unsubscribe-post');

  await changeEmail(person, 'zoe@example.com');
  expect((await smtp.take('zoe@example.org', /another address/)).text).toContain(person.user.username);
  expect(await ownMail(person)).toMatchObject({ confirmed: false, level: 'all' });
  expect((await confirm(token)).status).toBe(404);
  const again = confirmLink.exec((await smtp.take('zoe@example.com', /your address/)).text ?? '')?.[1];
  expect((await confirm(again)).body).toEqual({ email: 'zoe@example.com' });
  expect(await ownMail(person)).toMatchObject({ confirmed: true, level: 'all' });
  // As if the address had got many mails already.
  await query('update tries set failures = 9, last_at = now(), next_at = now()');
  expect([(await tryMail(person)).status, (await tryMail(person)).status]).toEqual([204, 429]);
});

test('a message is mailed as text and as HTML in which people write no HTML, its chat is one thread, and one tap ends it', async () => {
  const [nadia, tomasz] = [await personWithMail('nadia'), await signUp(url, 'tomasz')];
  const { uri } = await startChat(nadia);
  await nadia.call('PATCH', `/api/chats/${uri}/`, { name: 'Crew <b>' });
  await join(tomasz, uri);
  await nadia.call('PUT', '/api/users/me/mail/', { level: 'all', digest: 'day' });
  const posted = await post(tomasz, uri, 'is <img src="https://evil.example/x.png"> **there**?');

  // Tomorrow would be late for whoever wants no digest any more.
  await expect
    .poll(() => count("graphile_worker.jobs where run_at > now() and key like 'deliver:%'"))
    .toBe(1);
  await nadia.call('PUT', '/api/users/me/mail/', { level: 'all' });
  const mail = await smtp.take(nadia.email, /Crew/);
  expect(mail.text).toContain('is <img src="https://evil.example/x.png"> there?');
  expect(mail.text).toContain(`${url}/chats/${uri}/${posted.sequence}`);
  expect(mail.text).toContain("Replies to this mail aren't read");
  expect(mail.html).toContain('is &lt;img src=&quot;https://evil.example/x.png&quot;&gt; there?');
  expect(mail.html).not.toMatch(/<(?:img|b|link|script)\b|url\(/);
  expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
  expect(mail.messageId).toMatch(/^<[\w.-]+@localhost:\d+>$/);
  expect(mail.references).toBe(mail.inReplyTo);

  const { unsubscribe, 'unsubscribe-post': press } = mail.headers.get('list') as never as Record<
    string,
    { url?: string; name?: string }
  >;
  expect(press?.name).toBe('List-Unsubscribe=One-Click');
  const address = unsubscribe?.url ?? '';
  // Whoever only looks ends nothing.
  await fetch(address);
  expect(await ownMail(nadia)).toMatchObject({ level: 'all' });
  expect((await fetch(otherEnd(address), { method: 'POST' })).status).toBe(404);
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  expect((await fetch(address, { method: 'POST', body: form })).status).toBe(204);
  expect(await ownMail(nadia)).toMatchObject({ level: 'off' });
  const fields = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  expect((await fetch(address, { method: 'POST', body: fields })).status).toBe(204);
});

test('what a mail server says of an address that it refuses is in no log', async () => {
  const [nadia, tomasz] = [await personWithMail('nadia'), await signUp(url, 'tomasz')];
  const { uri } = await startChat(nadia);
  await join(tomasz, uri);
  await nadia.call('PUT', '/api/users/me/mail/', { level: 'all' });
  smtp.unknown.add(nadia.email);
  await forgot(nadia.email);
  await post(tomasz, uri, 'are you there?');
  const output = () => server.output();
  await expect.poll(output).toContain('A mail was not sent (EENVELOPE).');
  await expect.poll(output).toMatch(/Failed task .* 'The mail could not be sent \(EENVELOPE, RCPT TO, 550\)/);
  expect(server.output()).not.toContain(nadia.email);
});

test('a mail server that takes its time before it says that it has a mail gets it once', async () => {
  const jobs = `graphile_worker._private_jobs as job join targets on targets.id = (job.payload ->> 'target')::bigint
    where targets.user_id = ${slow.user.id}`;
  await expect.poll(() => count(jobs)).toBe(0);
  expect(
    smtp.mails.filter(({ to, mail }) => to.includes(slow.email) && mail.subject?.includes('Slow')),
  ).toHaveLength(1);
});
