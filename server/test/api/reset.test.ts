import { execFile } from 'node:child_process';
import { join as inFolder } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../src/database/database.ts';
import { createClient, join, password, post, signUp, startChat, type Person } from '../client.ts';
import { guestOf } from '../permission-requests.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer({ LOG_LEVEL: 'info' });
let db: Database;
beforeAll(() => void (db = openDatabase(server.database.connection, () => undefined)));
afterAll(() => db.destroy());

/** As `npm run reset-link` does. */
async function makeLink(...args: string[]): Promise<{ out: string; token: string; code: number }> {
  const program = inFolder(import.meta.dirname, '../../src/reset-link.ts');
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: server.database.url,
    PUBLIC_URL: 'https://chat.example',
  };
  const { stdout, stderr, code } = await promisify(execFile)(process.execPath, [program, ...args], {
    env,
  }).then(
    (done) => ({ ...done, code: 0 }),
    (failed: { stdout: string; stderr: string; code: number }) => failed,
  );
  return { out: stdout + stderr, token: /#(\S+)/.exec(stdout)?.[1] ?? '', code };
}
const next = 'another harbour lamp';
const reset = (token: string, secret = next) =>
  createClient(server.url).call('POST', '/auth/password/reset/', { token, password: secret });
const signIn = ({ user }: Person, secret: string) =>
  createClient(server.url).call('POST', '/auth/token/create/', { username: user.username, password: secret });

test('a link gives one new password and ends every sign-in, which hears nothing more, and no log has it', async () => {
  const person = await signUp(server.url);
  const [{ out, token }, spare] = [
    await makeLink(person.user.username.toUpperCase()),
    await makeLink(person.user.username),
  ];
  expect(out).toMatch(/^https:\/\/chat\.example\/reset#[\w-]{43}$/m);
  const look = { token };
  const seen = await createClient(server.url).call('POST', '/auth/password/reset/look/', look);
  expect(seen.body).toEqual({ username: person.user.username });
  const friend = await signUp(server.url);
  const { uri } = await startChat(friend);
  await join(person, uri);
  const socket = await connect(person);

  // A password that is no good uses nothing up.
  expect((await reset(token, person.user.username)).body.errors).toHaveProperty('password');
  const both = await Promise.all([reset(token), reset(token)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([204, 404]);
  await post(friend, uri, 'not for this socket');
  expect(await socket.closed()).toMatchObject({ code: 4004 });
  expect(socket.events()).toEqual([]);
  expect((await person.call('GET', '/auth/me/')).status).toBe(401);
  expect((await signIn(person, password)).status).toBe(400);
  expect((await signIn(person, next)).status).toBe(200);

  const used = await reset(token);
  expect([used.status, used.body.code]).toEqual([404, 'not_found']);
  // The other one is of no use either, and answers as one that never was.
  for (const other of [spare.token, 'A'.repeat(43)]) expect((await reset(other)).body).toEqual(used.body);
  expect(server.server.output()).toContain(`User ${person.user.id} has a new password, by a link.`);
  expect(server.server.output()).not.toContain(token);
  const { rows } = await sql<{ held: string }>`select resets::text as held from resets`.execute(db);
  expect(rows).toEqual([]);
});

test('a link is good for 24 hours, and the database holds only its hash', async () => {
  const person = await signUp(server.url);
  const { token } = await makeLink(person.user.username);
  const { rows } = await sql<{ held: string; hours: number }>`
    select resets::text as held, extract(epoch from expires_at - now())::float / 3600 as hours from resets`.execute(
    db,
  );
  expect(rows[0]?.hours).toBeCloseTo(24, 1);
  expect(rows[0]?.held).not.toContain(token);
  expect(rows[0]?.held).not.toContain(Buffer.from(token).toString('hex'));
  await sql`update resets set expires_at = now() - interval '1 second'`.execute(db);
  expect((await reset(token)).status).toBe(404);
});

test('for a guest, a name that nobody has, and no name there is a sentence instead of a link', async () => {
  const { uri } = await startChat(await signUp(server.url));
  const { user } = await guestOf(server.url, uri);
  const guest = await makeLink(user?.username ?? '');
  expect([guest.code, guest.out]).toEqual([
    1,
    `${user?.username} is a guest, and guests have no password.\n`,
  ]);
  expect((await makeLink('nobody-at-all')).out).toBe('No account has the user name nobody-at-all.\n');
  expect((await makeLink()).out).toContain('npm run reset-link -- NAME');
});
