import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  closeCodes,
  type Account,
  type Accounts,
  type ChatsOfServer,
  type ReportOfServer,
  type Server,
  type ServerAudit,
  type ServerState,
} from '@chatire/protocol';
import { openDatabase, type Database } from '../../src/database/database.ts';
import { ownerToken } from '../claim.ts';
import {
  createClient,
  dot,
  history,
  join,
  password,
  post,
  putPicture,
  signUp,
  startChat,
  tokenFor,
  type Person,
} from '../client.ts';
import { guestOf } from '../permission-requests.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();
let db: Database;
let owner: Person;
let administrator: Person;
let claims: number[];

beforeAll(async () => {
  db = openDatabase(server.database.connection, () => undefined);
  [owner, administrator] = [await signUp(server.url, 'owner'), await signUp(server.url, 'administrator')];
  const guest = await guestOf(server.url, (await startChat(owner)).uri);
  const token = await ownerToken(server.server);
  // A guest can't own it, and doesn't use the link up.
  expect((await guest.call('POST', '/api/server/claim/', { token })).status).toBe(403);
  const rival = await signUp(server.url);
  const both = [owner, rival].map((person) => person.call('POST', '/api/server/claim/', { token }));
  claims = (await Promise.all(both)).map(({ status }) => status);
  if (claims[0] !== 204) owner = rival;
  await owner.call('PUT', roleOf(administrator), { role: 'administrator' });
});

afterAll(() => db.destroy());

const pathOf = (person: { user?: { id: number } }) => `/api/admin/accounts/${person.user?.id}/`;
const roleOf = (person: Person) => `${pathOf(person)}role/`;
const find = async (text: string) =>
  (await owner.call<Accounts>('GET', `/api/admin/accounts/?find=${encodeURIComponent(text)}`)).body.accounts;
const audit = async () => (await owner.call<ServerAudit>('GET', '/api/admin/audit/')).body.entries;

test('of two who open the link at the same time one becomes the owner', () => {
  expect(claims.toSorted()).toEqual([204, 404]);
});

test('a used link to become the owner answers like one that never was', async () => {
  const token = await ownerToken(server.server);
  const other = await signUp(server.url);
  const [used, made] = [
    await other.call('POST', '/api/server/claim/', { token }),
    await other.call('POST', '/api/server/claim/', { token: 'A'.repeat(43) }),
  ];
  expect([used.status, used.body]).toEqual([404, made.body]);
  expect((await other.call('GET', '/auth/me/')).body).toMatchObject({ server_role: null });
  expect((await owner.call('GET', '/auth/me/')).body).toMatchObject({ server_role: 'owner' });
});

test('nobody acts on their own rank or above: those stay who they are', async () => {
  const second = await signUp(server.url);
  await owner.call('PUT', roleOf(second), { role: 'administrator' });
  const body = { password, messages: 'keep' };
  const acts = [
    ['PATCH', '', { deactivated: true }],
    ['DELETE', 'sessions/', undefined],
    ['POST', 'reset/', {}],
    ['POST', 'delete/', body],
  ] as const;
  for (const target of [owner, second, administrator])
    for (const [method, path, sent] of acts)
      expect((await administrator.call(method, `${pathOf(target)}${path}`, sent)).status, path).toBe(409);
  for (const [method, path, sent] of acts)
    expect((await owner.call(method, `${pathOf(owner)}${path}`, sent)).status, path).toBe(409);
  for (const person of [owner, second, administrator])
    expect((await person.call('GET', '/auth/me/')).status).toBe(200);
  // Making others what one is, is for the owner.
  const plain = await signUp(server.url);
  const raise = { role: 'administrator' };
  expect((await administrator.call('PUT', roleOf(plain), raise)).status).toBe(404);
});

test('a link to a new password that was made for anybody is worth nothing once the account has a role', async () => {
  const raised = await signUp(server.url);
  const { token } = (await administrator.call<{ token: string }>('POST', `${pathOf(raised)}reset/`, {})).body;
  const look = () => createClient(server.url).call('POST', '/auth/password/reset/look/', { token });
  expect((await look()).status).toBe(200);
  await owner.call('PUT', roleOf(raised), { role: 'administrator' });
  expect((await look()).status).toBe(404);
});

test('a role that was taken is no use from the next request on', async () => {
  const second = await signUp(server.url);
  const administrators = () => second.call<Accounts>('GET', '/api/admin/accounts/?role=any');
  await owner.call('PUT', roleOf(second), { role: 'administrator' });
  expect((await administrators()).body.accounts.map(({ server_role }) => server_role)).toContain('owner');
  await owner.call('PUT', roleOf(second), { role: null });
  expect((await administrators()).status).toBe(404);
});

test('whoever is deactivated hears nothing more, and gets in by nothing; what was written stays', async () => {
  const person = await signUp(server.url, 'person');
  const { uri } = await startChat(person);
  await join(owner, uri);
  await post(person, uri, 'I was here');
  const socket = await connect(person);
  const signIn = (word: string) =>
    createClient(server.url).call('POST', '/auth/token/create/', {
      username: person.user.username,
      password: word,
    });
  const wrong = await signIn('not this one, no');

  const answer = await administrator.call<Account>('PATCH', pathOf(person), { deactivated: true });
  expect(answer.body).toMatchObject({ deactivated_at: expect.any(String), sessions: 0 });
  await post(owner, uri, 'without you');
  expect((await socket.closed()).code).toBe(closeCodes.session_ended.code);
  expect(socket.events()).toEqual([]);
  expect((await person.call('GET', '/auth/me/')).status).toBe(401);
  const refused = await signIn(password);
  expect([refused.status, refused.body]).toEqual([wrong.status, wrong.body]);
  expect((await history(owner, uri)).messages.map(({ message }) => message)).toEqual([
    'I was here',
    'without you',
  ]);

  // A sign-in that was under way at that moment leaves a session behind.
  await sql`update sessions set ended_at = null where user_id = ${person.user.id}`.execute(db);
  expect((await person.call('GET', '/auth/me/')).status).toBe(401);

  await administrator.call('PATCH', pathOf(person), { deactivated: false });
  expect((await signIn(password)).status).toBe(200);
});

test('sessions are ended, a link to a new password is made, and an account is deleted', async () => {
  const person = await signUp(server.url);
  expect((await administrator.call('DELETE', `${pathOf(person)}sessions/`)).status).toBe(204);
  expect((await person.call('GET', '/auth/me/')).status).toBe(401);

  const made = await administrator.call<{ token: string }>('POST', `${pathOf(person)}reset/`, {});
  const { token } = made.body;
  const anybody = createClient(server.url);
  const looked = await anybody.call('POST', '/auth/password/reset/look/', { token });
  expect(looked.body).toEqual({ username: person.user.username });

  const path = `${pathOf(person)}delete/`;
  const unproven = await administrator.call('POST', path, { password: 'wrong', messages: 'keep' });
  expect(unproven.body).toMatchObject({ errors: { password: ['This is not your password.'] } });
  expect((await administrator.call('POST', path, { password, messages: 'delete' })).status).toBe(204);
  expect(await find(person.user.username)).toEqual([]);
  expect((await administrator.call('POST', path, { password, messages: 'keep' })).status).toBe(404);
});

test('accounts are found by how user name, e-mail address or a word of the name begins', async () => {
  const body = { username: 'Żółw.77', password, email: 'Turtle@Example.org' };
  await createClient(server.url).call('POST', '/auth/users/create/', body);
  const turtle = createClient(server.url);
  turtle.token = await tokenFor(turtle, body.username);
  await turtle.call('PATCH', '/api/users/me/', { name: "Anna O'Brien-Kowalska" });
  for (const text of ['żół', 'ŻÓŁW.77', 'turtle@ex', 'anna', 'KOWAL', "o'brien", 'anna kowal'])
    expect(
      (await find(text)).map(({ username }) => username),
      text,
    ).toContain('Żółw.77');
  for (const text of ['ółw', 'example.org', "' | !(", 'annakow', '%', '_', '\\'])
    expect(
      (await find(text)).map(({ username }) => username),
      text,
    ).not.toContain('Żółw.77');
});

test('chats are seen from the outside, and deleted with the password', async () => {
  const person = await signUp(server.url);
  const { uri } = await startChat(person);
  await person.call('PATCH', `/api/chats/${uri}/`, { name: 'Cellar' });
  await post(person, uri, 'a secret of ours');
  const listed = await administrator.call<ChatsOfServer>('GET', '/api/admin/chats/');
  expect(listed.body.chats[0]).toMatchObject({
    uri,
    name: 'Cellar',
    owner: { id: person.user.id },
    members: 1,
    messages: 1,
    last_event_at: expect.any(String),
  });
  expect(JSON.stringify(listed.body)).not.toContain('a secret of ours');
  for (const [text, count] of [
    ['ELLA', 1],
    [` ${uri} `, 1],
    ['secret', 0],
    ['%', 0],
    [`${uri.slice(1)}`, 0],
  ] as const) {
    const found = await administrator.call<ChatsOfServer>(
      'GET',
      `/api/admin/chats/?find=${encodeURIComponent(text)}`,
    );
    expect(
      found.body.chats.map((chat) => chat.uri),
      text,
    ).toEqual(count ? [uri] : []);
  }
  for (const path of ['', 'messages/', 'events/?after=0'])
    expect((await administrator.call('GET', `/api/chats/${uri}/${path}`)).status, path).toBe(404);

  const path = `/api/admin/chats/${uri}/delete/`;
  expect((await administrator.call('POST', path, { password: 'wrong' })).status).toBe(400);
  const socket = await connect(person, { chats: { [uri]: 0 } });
  expect((await administrator.call('POST', path, { password })).status).toBe(204);
  await socket.waitForType('chat_removed');
  await socket.close();
  expect((await person.call('GET', `/api/chats/${uri}/`)).status).toBe(404);
});

test('reports of all chats are shown with their texts, and dealt with', async () => {
  const [author, reporter] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(author);
  await join(reporter, uri);
  const { id } = await post(author, uri, 'buy now');
  await reporter.call('POST', `/api/chats/${uri}/messages/${id}/reports/`, { reason: 'spam' });
  const reports = async () =>
    (await administrator.call<{ reports: ReportOfServer[] }>('GET', '/api/admin/reports/')).body.reports;
  expect(await reports()).toMatchObject([
    { id, chat: { uri }, author: { id: author.user.id }, reports: [{ reason: 'spam', text: 'buy now' }] },
  ]);
  await administrator.call('DELETE', `/api/admin/reports/${id}/`);
  expect(await reports()).toEqual([]);
});

test.each([
  ['name', { name: 'x'.repeat(41) }],
  ['sign_up', { sign_up: 'maybe' }],
  ['guests', { guests: 'yes' }],
  ['message_length', { message_length: 2001 }],
  ['retention_days', { retention_days: 0 }],
  ['terms', { terms: 'x'.repeat(20_001) }],
  ['colour', { colour: 'red' }],
])('a bad setting is told at its field: %s', async (field, change) => {
  const answer = await owner.call('PATCH', '/api/admin/settings/', change);
  expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([400, [field]]);
});

test('at an address with a number that is none there is nothing', async () => {
  for (const path of ['jobs/x/', 'reports/-1/', 'accounts/0/sessions/'])
    expect((await owner.call('DELETE', `/api/admin/${path}`)).body).toMatchObject({
      status: 404,
      detail: 'There is nothing at this address.',
    });
});

test('everybody learns what the server is called and lets people do', async () => {
  await owner.call('PATCH', '/api/admin/settings/', {
    name: '  Harbour ',
    terms: '# Be *kind*',
    retention_days: 30,
  });
  await putPicture(owner, '/api/admin/logo/', dot);
  const anybody = createClient(server.url);
  const seen = (await anybody.call<Server>('GET', '/api/server/')).body;
  expect(seen).toEqual({
    name: 'Harbour',
    logo: expect.stringMatching(/^\/api\/pictures\/.{22}\.webp$/),
    sign_up: 'open',
    guests: true,
    message_length: 2000,
    retention_days: 30,
    terms: true,
  });
  expect((await anybody.call('GET', seen.logo ?? '')).status).toBe(200);
  expect((await anybody.call('GET', '/api/server/terms/')).body).toEqual({ text: '# Be *kind*' });
  await owner.call('DELETE', '/api/admin/logo/');
  expect((await anybody.call('GET', seen.logo ?? '')).status).toBe(404);
});

test.each([
  ['open', [201, 201, 201], 200],
  ['invitation', [403, 403, 201], 200],
  ['closed', [403, 403, 403], 403],
])('sign-up %s', async (sign_up, statuses, keep) => {
  const { uri } = await startChat(owner);
  const guest = await guestOf(server.url, uri);
  await owner.call('PATCH', '/api/admin/settings/', { sign_up });
  const anybody = createClient(server.url);
  const answers: number[] = [];
  for (const invitation of [undefined, 'A'.repeat(22), uri]) {
    const body = { username: `new-${sign_up}-${answers.length}`, password, invitation };
    answers.push((await anybody.call('POST', '/auth/users/create/', body)).status);
  }
  expect(answers).toEqual(statuses);
  const kept = { username: `kept-${sign_up}`, password };
  expect((await guest.call('POST', '/auth/users/keep/', kept)).status).toBe(keep);
  await owner.call('PATCH', '/api/admin/settings/', { sign_up: 'open' });
});

test('without guests nobody comes in by a name alone, whatever the link', async () => {
  const { uri } = await startChat(owner);
  await owner.call('PATCH', '/api/admin/settings/', { guests: false });
  const anybody = createClient(server.url);
  const answers = [];
  for (const code of [uri, 'A'.repeat(22)])
    answers.push(await anybody.call('POST', `/api/chats/${code}/guests/`, { name: 'Ines' }));
  expect(answers.map(({ status }) => status)).toEqual([403, 403]);
  expect(answers[0]?.body).toEqual(answers[1]?.body);
  await owner.call('PATCH', '/api/admin/settings/', { guests: true });
});

test('a message, also an edited one, is as long as the server lets it be', async () => {
  const { uri } = await startChat(owner);
  await owner.call('PATCH', '/api/admin/settings/', { message_length: 100 });
  const { id } = await post(owner, uri, '👍'.repeat(100));
  const path = `/api/chats/${uri}/messages/`;
  const message = 'x'.repeat(101);
  for (const answer of [
    await owner.call('POST', path, { message }),
    await owner.call('PATCH', `${path}${id}/`, { message }),
  ])
    expect(answer.body).toMatchObject({ errors: { message: ['Must have at most 100 characters.'] } });
  await owner.call('PATCH', '/api/admin/settings/', { message_length: 2000 });
});

test('the state tells of this process and of the database', async () => {
  const { uri } = await startChat(owner);
  await post(owner, uri, 'hello');
  const { body } = await administrator.call<ServerState>('GET', '/api/admin/state/');
  expect(body.processes).toMatchObject([{ is_this: true, broker: 'in-process', is_broker_healthy: true }]);
  expect(body.processes[0]?.events_per_second).toBeGreaterThan(0);
  expect(body.processes[0]?.post_p99).toBeGreaterThan(0);
  expect(body.database.bytes).toBeGreaterThan(1_000_000);
});

test('whoever owns the server hands it over with the password, and is an administrator from then on', async () => {
  const heir = await signUp(server.url, 'heir');
  expect((await owner.call('PUT', roleOf(heir), { role: 'owner', password: 'wrong' })).status).toBe(400);
  expect((await owner.call('PUT', roleOf(heir), { role: 'owner', password })).status).toBe(200);
  expect((await owner.call('GET', '/auth/me/')).body).toMatchObject({ server_role: 'administrator' });
  expect((await owner.call('PUT', roleOf(heir), { role: null })).status).toBe(404);
  expect((await heir.call('PUT', roleOf(owner), { role: 'owner', password })).status).toBe(200);
});

test('of two handovers at the same time one counts, so that there is one owner', async () => {
  const heirs = await Promise.all([1, 2].map(() => signUp(server.url)));
  const hand = (heir: Person) => owner.call('PUT', roleOf(heir), { role: 'owner', password });
  const statuses = (await Promise.all(heirs.map(hand))).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual([200, 404]);
  const heir = heirs[statuses.indexOf(200)];
  expect((await heir?.call('PUT', roleOf(owner), { role: 'owner', password }))?.status).toBe(200);
});

test('what owner and administrators did is written down, newest first, without what was secret', async () => {
  const entries = await audit();
  const actions = new Set(entries.map(({ action }) => action));
  for (const action of [
    'server_claimed',
    'server_role_changed',
    'account_deactivated',
    'account_activated',
    'sessions_ended',
    'reset_made',
    'account_deleted',
    'chat_deleted',
    'reports_resolved',
    'server_changed',
  ])
    expect(actions).toContain(action);
  const deleted = entries.find(({ action }) => action === 'account_deleted');
  expect(deleted).toMatchObject({ actor: { name: administrator.user.name }, user: { name: 'Deleted user' } });
  expect(entries.find(({ details }) => 'terms' in details)?.details['terms']).toBe(true);
});
