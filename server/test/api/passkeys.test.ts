import { sql } from 'kysely';
import { URI } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OwnWays } from '@chatire/protocol';
import { openDatabase, type Database } from '../../src/database/database.ts';
import { makeResetFor } from '../../src/accounts/make-reset.ts';
import { createClient, password, signUp, tokenFor, type Client, type Person } from '../client.ts';
import { createPasskeyDevice, type Options, type PasskeyDevice } from '../passkey-device.ts';
import { useServer } from '../use-server.ts';

const server = useServer({ RATE_LIMITS: 'on' });
let db: Database;
beforeAll(() => void (db = openDatabase(server.database.connection, () => undefined)));
afterAll(() => db.destroy());

const mine = '/api/users/me/passkeys';
const origin = () => server.url;

interface Question {
  options: Options;
  /** What the browser keeps. */
  cookie: string;
}
async function ask(client: Client, path: string, body?: object): Promise<Question> {
  const answer = await client.call<{ options: Options }>('POST', path, body);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  const [line = ''] = answer.headers.getSetCookie();
  expect(line).toMatch(/^chatire-passkey=.*Max-Age=300.*HttpOnly.*SameSite=Strict/);
  return { options: answer.body.options, cookie: line.split(';')[0] ?? '' };
}
const anybody = () => createClient(server.url);
const askToSignIn = () => ask(anybody(), '/auth/passkey/');
const askToAdd = (person: Client) => ask(person, `${mine}/`, { password });

const signIn = (cookie: string, credential: unknown) =>
  anybody().call<{ auth_token: string; code: string }>(
    'POST',
    '/auth/passkey/confirm/',
    { credential },
    { cookie },
  );
const add = (person: Client, cookie: string, credential: unknown) =>
  person.call('POST', `${mine}/confirm/`, { name: 'My key', credential }, { cookie });

async function withPasskey(): Promise<{ person: Person; device: PasskeyDevice }> {
  const person = await signUp(server.url);
  const device = createPasskeyDevice();
  const { options, cookie } = await askToAdd(person);
  expect((await add(person, cookie, device.make(options, { origin: origin() }))).status).toBe(204);
  return { person, device };
}
async function signInBy(device: PasskeyDevice) {
  const { options, cookie } = await askToSignIn();
  return signIn(cookie, device.answer(options, { origin: origin() }));
}
const waysOf = async (person: Client) =>
  (await person.call<OwnWays>('GET', '/api/users/me/ways/')).body.passkeys;
const remove = (person: Client, id: number | undefined, proof: object) =>
  person.call('POST', `${mine}/${id}/delete/`, proof);

test('a passkey signs its owner in without name and password, and without the code that is asked for besides', async () => {
  const { person, device } = await withPasskey();
  const { body } = await person.call<{ uri: string }>('POST', '/api/users/me/totp/', { password });
  const totp = URI.parse(body.uri);
  const codeAt = (timestamp: number) => ('period' in totp ? totp.generate({ timestamp }) : '');
  const now = Date.now();
  const on = { code: codeAt(now) };
  expect((await person.call('POST', '/api/users/me/totp/confirm/', on)).status).toBe(200);
  for (const proof of [{ password }, { password, ...on }])
    expect((await person.call('POST', `${mine}/`, proof)).body.errors, 'one more').toHaveProperty('code');
  await ask(person, `${mine}/`, { password, code: codeAt(now + 30_000) });
  expect(await waysOf(person)).toEqual([
    { id: expect.any(Number), name: 'My key', created_at: expect.any(String), last_used_at: null },
  ]);
  device.counter = 7;
  const answer = await signInBy(device);
  expect(answer.status).toBe(200);
  expect(answer.headers.getSetCookie().map((line) => line.split('=')[0])).toEqual([
    'chatire-passkey',
    'chatire',
    'chatire-device',
  ]);
  const again = createClient(server.url);
  again.token = answer.body.auth_token;
  expect((await again.call<{ id: number }>('GET', '/auth/me/')).body.id).toBe(person.user.id);
  expect(await waysOf(person)).toMatchObject([{ last_used_at: expect.any(String) }]);
});

test('a device that counts must count on, and one that does not may stay at 0', async () => {
  const { device } = await withPasskey();
  const statuses = [];
  for (device.counter of [0, 0, 5, 5, 4, 0, 6]) statuses.push((await signInBy(device)).status);
  expect(statuses).toEqual([200, 200, 200, 400, 400, 400, 200]);
});

test('no other answer signs anybody in, and none says whether the passkey is known', async () => {
  const [{ device, person }, other, out] = await Promise.all([withPasskey(), withPasskey(), withPasskey()]);
  await sql`update users set deactivated_at = now() where id = ${out.person.user.id}`.execute(db);
  const good = { origin: origin() };
  const fresh = (change: (question: Question) => unknown) => async () => {
    const question = await askToSignIn();
    return signIn(question.cookie, change(question));
  };
  const changed = (part: string, value: unknown) =>
    fresh(({ options }) => {
      const answer = device.answer(options, good);
      return { ...answer, response: { ...answer.response, [part]: value } };
    });
  const wrong = {
    'of another page': fresh(({ options }) => device.answer(options, { origin: 'https://evil.example' })),
    'for another site': fresh(({ options }) => device.answer(options, { ...good, site: 'evil.example' })),
    'without its owner': fresh(({ options }) => device.answer(options, { ...good, verified: false })),
    'to a question of its own': fresh(() => device.answer({ challenge: 'AAAA', rpId: 'localhost' }, good)),
    'in the name of another': changed('userHandle', other.device.owner),
    'by another key': fresh(({ options }) => ({
      ...other.device.answer(options, good),
      id: device.id,
      rawId: device.id,
    })),
    'of a key that nobody has': fresh(({ options }) => createPasskeyDevice().answer(options, good)),
    'of somebody who is deactivated': fresh(({ options }) => out.device.answer(options, good)),
    'that is no answer': changed('authenticatorData', 'AAAA'),
  };
  const heard = await Promise.all(
    Object.entries(wrong).map(async ([what, send]) => {
      const { status, body } = await send();
      return { what, status, body };
    }),
  );
  const refusal = { status: 400, body: heard[0]?.body };
  expect(refusal.body?.code).toBe('wrong_credentials');
  expect(heard).toEqual(Object.keys(wrong).map((what) => ({ what, ...refusal })));

  const twice = await askToSignIn();
  const answer = device.answer(twice.options, good);
  const statuses = (await Promise.all([signIn(twice.cookie, answer), signIn(twice.cookie, answer)])).map(
    ({ status }) => status,
  );
  expect(statuses.toSorted(), 'sent twice at once').toEqual([200, 409]);
  const spent = await askToSignIn();
  await signIn(spent.cookie, other.device.answer(twice.options, good));
  const late = await signIn(spent.cookie, device.answer(spent.options, good));
  expect(late.status, 'after a wrong one to the same question').toBe(409);
  const adding = await askToAdd(person);
  const swap = (letter: string) => (letter === 'x' ? 'y' : 'x');
  const tampered = (await askToSignIn()).cookie.replace(/[\w-](?=[\w-]{20}$)/, swap);
  for (const cookie of ['', tampered, adding.cookie])
    expect((await signIn(cookie, device.answer(adding.options, good))).status, cookie).toBe(409);
});

test('a passkey is added by who gave the password, in the session that asked, by a page of this site', async () => {
  const person = await signUp(server.url);
  const refused = await person.call('POST', `${mine}/`, { password: 'a guess' });
  expect([refused.status, refused.headers.getSetCookie()]).toEqual([400, []]);
  expect((await person.call('POST', `${mine}/`)).body.errors).toHaveProperty('password');
  const device = createPasskeyDevice();
  const good = { origin: origin() };
  for (const wish of [
    { origin: 'https://evil.example' },
    { ...good, site: 'evil.example' },
    { ...good, verified: false },
  ]) {
    const { options, cookie } = await askToAdd(person);
    expect((await add(person, cookie, device.make(options, wish))).body.errors).toHaveProperty('credential');
    expect((await add(person, cookie, device.make(options, good))).status, 'after a wrong one').toBe(409);
  }
  const elsewhere = Object.assign(createClient(server.url), {
    token: await tokenFor(person, person.user.username),
  });
  const asked = await askToAdd(elsewhere);
  const signing = await askToSignIn();
  for (const { options, cookie } of [asked, signing, { ...asked, cookie: '' }])
    expect((await add(person, cookie, device.make({ ...asked.options, ...options }, good))).status).toBe(409);
  expect(await waysOf(person)).toEqual([]);

  const { options, cookie } = await askToAdd(person);
  const made = device.make(options, good);
  expect((await add(person, cookie, made)).status).toBe(204);
  expect((await add(person, cookie, made)).status, 'sent again').toBe(409);
  const stranger = await signUp(server.url);
  const theirs = await askToAdd(stranger);
  expect((await add(stranger, theirs.cookie, device.make(theirs.options, good))).status).toBe(409);
});

test('removing a passkey wants the password, ends what it began, and never takes the last way in', async () => {
  const { person, device } = await withPasskey();
  const [passkey] = await waysOf(person);
  const stranger = await signUp(server.url);
  expect(await remove(stranger, passkey?.id, { password })).toMatchObject({ status: 404 });
  expect((await remove(person, passkey?.id, {})).status).toBe(400);
  const by = Object.assign(createClient(server.url), { token: (await signInBy(device)).body.auth_token });
  await sql`update users set password_hash = null where id = ${person.user.id}`.execute(db);
  expect((await remove(person, passkey?.id, {})).status, 'the only way in').toBe(409);
  const second = createPasskeyDevice();
  const { options, cookie } = await ask(person, `${mine}/`);
  expect((await add(person, cookie, second.make(options, { origin: origin() }))).status).toBe(204);
  expect((await remove(person, passkey?.id, {})).status).toBe(204);
  expect((await by.call('GET', '/auth/me/')).status).toBe(401);
  expect((await signInBy(device)).status).toBe(400);
  expect((await signInBy(second)).status).toBe(200);
  await sql`update sessions set created_at = now() - interval '1 hour' where user_id = ${person.user.id}`.execute(
    db,
  );
  expect((await person.call('POST', `${mine}/`)).status, 'long after the sign-in').toBe(403);
});

test('a new password by a link leaves passkeys, unless the link takes them away; a deleted account has none', async () => {
  const { person, device } = await withPasskey();
  for (const [withoutSecondStep, status] of [
    [false, 200],
    [true, 400],
  ] as const) {
    const token = await makeResetFor(db, person.user.username, { withoutSecondStep });
    expect((await anybody().call('POST', '/auth/password/reset/', { token, password })).status).toBe(204);
    expect((await signInBy(device)).status).toBe(status);
  }
  const leaving = await withPasskey();
  const gone = await leaving.person.call('POST', '/api/users/me/delete/', { password, messages: 'keep' });
  expect(gone.status).toBe(204);
  expect((await signInBy(leaving.device)).status).toBe(400);
  const { rows } = await sql`select from passkeys where user_id = ${leaving.person.user.id}`.execute(db);
  expect(rows).toEqual([]);
});
