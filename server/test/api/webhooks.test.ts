import { createHmac } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Audit, CreatedWebhook, Webhook, WebhookTest } from '@chatire/protocol';
import { join, post, signUp, startChat, type Person } from '../client.ts';
import { startReceiver } from '../receiver.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer({ NOTICES_AFTER: '0', WEBHOOKS_PRIVATE: 'on' });
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let owner: Person;
let member: Person;
let uri: string;

beforeAll(async () => {
  receiver = await startReceiver();
  [owner, member] = [await signUp(server.url, 'owner'), await signUp(server.url, 'member')];
});
afterAll(() => receiver.stop());
beforeEach(async () => {
  receiver.received.splice(0);
  Object.assign(receiver.answer, { status: 204, after: 0, location: undefined });
  ({ uri } = await startChat(owner));
  await join(member, uri);
});

const add = async (person: Person, wish: object = {}) =>
  (await person.call<CreatedWebhook>('POST', `/api/chats/${uri}/webhooks/`, { url: receiver.url, ...wish }))
    .body;
const list = async (person: Person) =>
  (await person.call<{ webhooks: Webhook[] }>('GET', `/api/chats/${uri}/webhooks/`)).body.webhooks;
const bodies = () => receiver.received.map(({ body }) => JSON.parse(body) as Body);
const texts = () => bodies().flatMap(({ messages }) => messages.map(({ message }) => message));
/** All that came, once it is so much. */
const told = (count: number) => vi.waitFor(() => expect(texts()).toHaveLength(count), 30_000).then(texts);

const allDone = () =>
  vi.waitFor(async () => expect(await query('select from graphile_worker.jobs')).toEqual([]), {
    timeout: 30_000,
    interval: 100,
  });
const waiting = "select from graphile_worker.jobs where task_identifier = 'deliver' and run_at > now()";
const notWaiting = 'select from graphile_worker.jobs where run_at <= now() or locked_at is not null';
async function query(text: string, ...values: number[]): Promise<unknown[]> {
  const client = new pg.Client(server.database.connection);
  await client.connect();
  const { rows } = await client.query(text, values);
  await client.end();
  return rows;
}

interface Body {
  id: string;
  chat: { uri: string; name: string | null };
  messages: { sequence: number; message: string; user: { id: number } }[];
}

test('a webhook of the chat gets each message, signed, in order, and what its owner writes and reads as well', async () => {
  const { secret } = await add(owner, { everything: true });
  const first = await post(owner, uri, 'one');
  expect(await told(1)).toEqual(['one']);
  await post(member, uri, 'two');
  expect(await told(2)).toEqual(['one', 'two']);
  const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
  expect(JSON.parse(body)).toEqual({
    id: headers['chatire-id'],
    chat: { uri, name: null },
    messages: [
      {
        id: first.id,
        sequence: first.sequence,
        at: first.created_at,
        user: { id: owner.user.id, name: owner.user.username, username: owner.user.username },
        message: 'one',
      },
    ],
  });
  const time = Number(headers['chatire-time']);
  expect(Math.abs(Date.now() / 1000 - time)).toBeLessThan(10);
  const expected = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  expect(headers['chatire-signature']).toBe(`sha256=${expected}`);
});

test('a webhook of a person tells what others write, unless it is read, deleted or beneath the level of the chat', async () => {
  await add(member);
  await post(member, uri, 'my own');
  await post(owner, uri, 'from another');
  expect(await told(1)).toEqual(['from another']);
  await member.call('PATCH', `/api/chats/${uri}/settings/`, { level: 'mentions' });
  await post(owner, uri, 'for nobody');
  await post(owner, uri, `for @${member.user.username}`);
  expect(await told(2)).toEqual(['from another', `for @${member.user.username}`]);
  await member.call('PATCH', `/api/chats/${uri}/settings/`, { level: 'nothing' });
  await add(owner, { everything: true });
  await post(owner, uri, 'for programs');
  expect(await told(3)).toEqual(['from another', `for @${member.user.username}`, 'for programs']);
});

test('an address that takes its time gets each message once, in order', async () => {
  await add(owner, { everything: true });
  receiver.answer.after = 1_500;
  const said = ['one', 'two', 'three', 'four'];
  for (const text of said) {
    await post(member, uri, text);
    await vi.waitFor(() => expect(texts()[0]).toBe('one'), 30_000);
  }
  await allDone();
  expect(texts()).toEqual(said);
});

test('who leaves hears no more, and neither does the webhook of a chat whose owner no longer looks after it', async () => {
  await add(member);
  await owner.call('PATCH', `/api/chats/${uri}/members/${member.user.id}/`, { role: 'moderator' });
  await add(member, { everything: true });
  await post(owner, uri, 'seen by both');
  expect(await told(2)).toEqual(['seen by both', 'seen by both']);
  await owner.call('PATCH', `/api/chats/${uri}/members/${member.user.id}/`, { role: 'reader' });
  await post(owner, uri, 'seen by a reader');
  expect(await told(3)).toEqual(['seen by both', 'seen by both', 'seen by a reader']);
  await owner.call('DELETE', `/api/chats/${uri}/members/${member.user.id}/`);
  await add(owner, { everything: true });
  await post(owner, uri, 'seen by the owner');
  expect(await told(4)).toEqual(['seen by both', 'seen by both', 'seen by a reader', 'seen by the owner']);
});

test('who sits before a page is told there', async () => {
  await add(member);
  await add(owner, { everything: true });
  const socket = await connect(member);
  const isHere = async (here: boolean) => {
    socket.send({ type: 'watch', chat: null, list: [], here });
    await vi.waitFor(async () => {
      const rows = await query(
        'select from sessions where user_id = $1 and here_until > now()',
        member.user.id,
      );
      expect(rows).toHaveLength(here ? 1 : 0);
    }, 30_000);
  };
  await isHere(true);
  await post(owner, uri, 'here');
  expect(await told(1)).toEqual(['here']);
  // Until then it isn't decided for the member.
  await allDone();
  await isHere(false);
  await post(owner, uri, 'away');
  expect(await told(3)).toEqual(['here', 'away', 'away']);
  await query('update users set deactivated_at = now() where id = $1', member.user.id);
  await post(owner, uri, 'deactivated');
  expect(await told(4)).toEqual(['here', 'away', 'away', 'deactivated']);
  await query('update users set deactivated_at = null where id = $1', member.user.id);
  await socket.close();
});

test('in quiet hours one is told at their end, when they are ended as well, and not of what was read elsewhere or grew too old until then', async () => {
  await add(member);
  const quiet = (quiet_hours: object | null) =>
    member.call('PATCH', '/api/users/me/settings/', { quiet_hours, time_zone: 'Asia/Tokyo' });
  await quiet({ from: '00:00', to: '00:00' });
  await post(owner, uri, 'read');
  const { sequence } = await post(owner, uri, 'read too');
  await vi.waitFor(async () => expect(await query(waiting)).toHaveLength(1), 30_000);
  const socket = await connect(member);
  socket.send({ type: 'read', chat: uri, sequence });
  await socket.waitForType('read');
  await socket.close();
  await post(owner, uri, 'kept no longer');
  const unread = await post(owner, uri, 'unread');
  // A job that is just being done would wait anew.
  await vi.waitFor(async () => expect(await query(notWaiting)).toEqual([]), 30_000);
  // Its row is still there: see `delete-old-messages.ts`.
  await query(`update chats set kept_from = $1 where uri = '${uri}'`, unread.sequence);
  await quiet(null);
  expect(await told(1)).toEqual(['unread']);
});

test("in Slack's format nobody is called by what was written", async () => {
  await owner.call('PATCH', `/api/chats/${uri}/`, { name: 'A < B' });
  await add(owner, { everything: true, format: 'slack' });
  await post(owner, uri, '<!channel> & all');
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), 30_000);
  expect(bodies()).toEqual([{ text: `A &lt; B\n*${owner.user.username}*: &lt;!channel&gt; &amp; all` }]);
});

test('what fails is sent again, with the same id, and redirects are failures', async () => {
  await add(owner, { everything: true });
  Object.assign(receiver.answer, { status: 302, location: receiver.url });
  await post(owner, uri, 'one');
  expect(await told(1)).toEqual(['one']);
  await vi.waitFor(async () => expect((await list(owner))[0]?.failures).toBeGreaterThan(0), 30_000);
  receiver.answer.status = 200;
  await allDone();
  expect(texts().length).toBeGreaterThan(1);
  expect(new Set(texts())).toEqual(new Set(['one']));
  expect(new Set(bodies().map(({ id }) => id)).size).toBe(1);
  receiver.received.splice(0);
  await post(owner, uri, 'two');
  expect(await told(1)).toEqual(['two']);
  await allDone();
  expect((await list(owner))[0]?.failures).toBe(0);
});

test('who fails slowly is tried again later and later, however much is said', async () => {
  const { id } = await add(owner, { everything: true });
  await query('update targets set failures = 3 where id = $1', id);
  Object.assign(receiver.answer, { status: 500, after: 4_000 });
  await post(owner, uri, 'one');
  await told(1);
  // Its job takes the place of the one that is still waiting for an answer.
  await post(owner, uri, 'two');
  await vi.waitFor(
    async () => expect(await query(`${waiting} + interval '20 seconds' and key is not null`)).toHaveLength(1),
    30_000,
  );
  expect(texts()).toEqual(['one']);
  // Else it would speak to the tests after this one.
  await query('select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))');
});

test('410 switches it off, and a test that succeeds on again; so do twenty failures in a row', async () => {
  const { id } = await add(owner, { everything: true });
  receiver.answer.status = 410;
  await post(owner, uri, 'one');
  await vi.waitFor(async () => expect((await list(owner))[0]?.off_because).toBe('gone'), 30_000);
  const tryOut = async () =>
    (await owner.call<WebhookTest>('POST', `/api/chats/${uri}/webhooks/${id}/test/`)).body;
  expect(await tryOut()).toEqual({ sent: false, because: 'status', status: 410 });
  receiver.answer.status = 200;
  expect(await tryOut()).toEqual({ sent: true, because: null, status: 200 });
  expect((await list(owner))[0]).toMatchObject({ off_at: null, off_because: null });

  await query('update targets set failures = 19 where id = $1', id);
  receiver.answer.status = 500;
  await post(owner, uri, 'two');
  await vi.waitFor(async () => expect((await list(owner))[0]?.off_because).toBe('failures'), 30_000);
  // As after the last try.
  await query('select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))');
  receiver.answer.status = 200;
  receiver.received.splice(0);
  await tryOut();
  expect(await told(2)).toEqual(['This is a test.', 'two']);
});

test('of an address only the host is shown, and a chat has ten at most', async () => {
  for (let n = 0; n < 10; n++) expect((await add(owner, { everything: true })).secret).toHaveLength(43);
  expect(Object.keys(await add(owner, { everything: true }))).toContain('code');
  const [one, ...others] = await list(owner);
  expect(others).toHaveLength(9);
  expect(one).toMatchObject({ host: `127.0.0.1:${receiver.port}`, format: 'chatire', everything: true });
  expect(JSON.stringify(one)).not.toMatch(/hook"|secret/);
  await owner.call('DELETE', `/api/chats/${uri}/webhooks/${one?.id}/`);
  expect(await list(owner)).toHaveLength(9);
});

test('those who look after the chat read who added, tested and removed one that hears everything', async () => {
  const { id } = await add(owner, { everything: true });
  const mine = await add(member);
  for (const [person, one] of [
    [owner, id],
    [member, mine.id],
  ] as const) {
    await person.call('POST', `/api/chats/${uri}/webhooks/${one}/test/`);
    await person.call('DELETE', `/api/chats/${uri}/webhooks/${one}/`);
    // There is nothing left to remove, and so nothing to write down.
    await person.call('DELETE', `/api/chats/${uri}/webhooks/${one}/`);
  }
  const { entries } = (await owner.call<Audit>('GET', `/api/chats/${uri}/audit/`)).body;
  const details = { host: `127.0.0.1:${receiver.port}` };
  expect(entries).toMatchObject(
    ['webhook_removed', 'webhook_tested', 'webhook_added'].map((action) => ({ action, details })),
  );
  expect(entries).toHaveLength(3);
});

test.each([
  ['of another kind', 'ftp://example.org/', 'Must be a web address.'],
  ['without its beginning', 'example.org', 'Must be a web address.'],
  ['with a password', 'https://user:secret@example.org/', 'Must not hold a user name or password.'],
  ['that is too long', `https://example.org/${'a'.repeat(1_000)}`, 'Must have at most 1000 characters.'],
])('an address %s is refused', async (_what, url, sentence) => {
  const answer = await owner.call('POST', `/api/chats/${uri}/webhooks/`, { url });
  expect([answer.status, answer.body.errors?.['url']]).toEqual([400, [sentence]]);
});
