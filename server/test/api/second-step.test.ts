import { sql } from 'kysely';
import { URI } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../src/database/database.ts';
import { makeResetFor } from '../../src/accounts/make-reset.ts';
import { createClient, password, signUp, type Person } from '../client.ts';
import { useServer } from '../use-server.ts';

const server = useServer({ RATE_LIMITS: 'on' });
let db: Database;
beforeAll(() => void (db = openDatabase(server.database.connection, () => undefined)));
afterAll(() => db.destroy());

const me = '/api/users/me';
interface Protected {
  person: Person;
  recovery: string[];
  /** The app's code of so many half minutes after the one that switched codes on; 1 is good for a minute or more from now. */
  code(later: number): string;
}

async function withCodes(): Promise<Protected> {
  const person = await signUp(server.url);
  const begun = await person.call<{ uri: string }>('POST', `${me}/totp/`, { password });
  const totp = URI.parse(begun.body.uri);
  if (!('period' in totp)) throw new Error('These codes go by the clock.');
  const start = Date.now();
  const code = (later: number) => totp.generate({ timestamp: start + later * 30_000 });
  const on = await person.call<{ recovery_codes: string[] }>('POST', `${me}/totp/confirm/`, {
    code: code(0),
  });
  expect(on.status).toBe(200);
  return { person, code, recovery: on.body.recovery_codes };
}
function signIn({ user }: Person, code?: string, secret = password) {
  const body = { username: user.username, password: secret, ...(code !== undefined && { code }) };
  return createClient(server.url).call('POST', '/auth/token/create/', body);
}
const forgetTries = () => sql`truncate tries`.execute(db);

test('the right password of an account with codes asks for one, and each code is good once', async () => {
  const { person, code, recovery } = await withCodes();
  const asked = await signIn(person);
  expect([asked.status, asked.body.code]).toEqual([401, 'code_needed']);
  expect(asked.headers.getSetCookie()).toEqual([]);
  expect((await signIn(person, code(1), 'a wrong password')).body.code).toBe('wrong_credentials');

  expect((await signIn(person, code(0))).body.errors).toHaveProperty('code');
  const next = code(1);
  expect(
    (await Promise.all([signIn(person, next), signIn(person, next)])).map(({ status }) => status).toSorted(),
  ).toEqual([200, 400]);
  expect((await signIn(person, code(40))).status).toBe(400);

  await forgetTries();
  const [first = ''] = recovery;
  expect(recovery).toHaveLength(10);
  expect(first).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
  expect((await signIn(person, first.toLowerCase().replaceAll('-', ' '))).status).toBe(200);
  expect((await signIn(person, first)).status).toBe(400);
  expect((await person.call('GET', `${me}/ways/`)).body).toMatchObject({ codes: true, recovery_codes: 9 });
});

test('tries at codes get slower although the password is right each time', async () => {
  const { person, code } = await withCodes();
  await forgetTries();
  for (let guess = 0; guess < 3; guess++) {
    await signIn(person);
    await signIn(person, '000000');
  }
  const { rows } = await sql<{
    failures: number;
  }>`select min(failures)::float as failures from tries`.execute(db);
  expect(rows[0]?.failures).toBeCloseTo(3, 0);
  await sql`update tries set failures = 10`.execute(db);
  await signIn(person, '000000');
  expect((await signIn(person, code(1))).status).toBe(429);
});

test('switching codes off and new recovery codes want the password and a code', async () => {
  const { person, code, recovery } = await withCodes();
  const change = (path: string, body: object) =>
    person.call<{ recovery_codes: string[] }>('POST', `${me}/${path}/`, body);
  expect((await change('totp', { password })).status).toBe(409);
  expect((await change('recovery-codes', { password: 'a guess', code: code(1) })).status).toBe(400);
  expect((await change('recovery-codes', { password, code: '000000' })).status).toBe(400);
  const renewed = await change('recovery-codes', { password, code: code(1) });
  expect(new Set([...recovery, ...renewed.body.recovery_codes]).size).toBe(20);
  expect((await change('totp/delete', { password, code: recovery[0] })).status).toBe(400);
  expect((await change('totp/delete', { password, code: renewed.body.recovery_codes[0] })).status).toBe(204);
  expect((await signIn(person)).status).toBe(200);
});

test('what was only begun asks for nothing', async () => {
  const person = await signUp(server.url);
  expect((await person.call('POST', `${me}/totp/`, { password: 'a guess' })).body.errors).toHaveProperty(
    'password',
  );
  expect((await person.call('POST', `${me}/totp/`, { password })).status).toBe(200);
  expect((await person.call('POST', `${me}/totp/confirm/`, { code: '000000' })).status).toBe(400);
  expect((await signIn(person)).status).toBe(200);
});

test('a new password by a link leaves codes on, unless the link takes them away', async () => {
  const { person } = await withCodes();
  const reset = async (withoutSecondStep: boolean) => {
    const token = await makeResetFor(db, person.user.username, { withoutSecondStep });
    const body = { token, password: 'another harbour lamp' };
    expect((await createClient(server.url).call('POST', '/auth/password/reset/', body)).status).toBe(204);
    return signIn(person, undefined, 'another harbour lamp');
  };
  expect((await reset(false)).body.code).toBe('code_needed');
  expect((await reset(true)).status).toBe(200);
});

test('no table holds a code or its secret as they are, and deleting the account deletes them', async () => {
  const person = await signUp(server.url);
  const { body } = await person.call<{ secret: string; uri: string }>('POST', `${me}/totp/`, { password });
  const totp = URI.parse(body.uri);
  const on = await person.call<{ recovery_codes: string[] }>('POST', `${me}/totp/confirm/`, {
    code: 'period' in totp ? totp.generate() : '',
  });
  const held = async () => {
    const { rows } = await sql<{ row: string }>`
      select totp::text as row from totp where user_id = ${person.user.id}
      union all select recovery_codes::text from recovery_codes where user_id = ${person.user.id}`.execute(
      db,
    );
    return rows.map(({ row }) => row);
  };
  const all = (await held()).join();
  expect(await held()).toHaveLength(11);
  for (const secret of [
    Buffer.from(totp.secret.bytes),
    ...on.body.recovery_codes.map((one) => Buffer.from(one)),
  ]) {
    expect(all).not.toContain(secret.toString('hex'));
    expect(all).not.toContain(String(secret));
  }
  // Of another user's row nothing is opened.
  const other = await withCodes();
  await sql`update totp set sealed_secret = (select sealed_secret from totp where user_id = ${person.user.id}) where user_id = ${other.person.user.id}`.execute(
    db,
  );
  expect((await signIn(other.person, '123456')).status).toBe(500);

  await forgetTries();
  await person.call('POST', `${me}/delete/`, { password, messages: 'keep' });
  expect(await held()).toEqual([]);
});
