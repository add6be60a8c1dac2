import pg from 'pg';
import { describe, expect, test, vi } from 'vitest';
import type { Chat, ChatDetails, ChatSettings, Problem } from '@chatire/protocol';
import { createClient, join, post, signUp, startChat, type Client, type Person } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

const meet = (caller: Client, who: Person) =>
  caller.call<ChatDetails & Problem>('POST', '/api/chats/', { with: who.user.username });
const list = async (caller: Client) =>
  (await caller.call<{ chats: Chat[] }>('GET', '/api/chats/')).body.chats;

describe('a chat between two', () => {
  test('is there once, whoever asks and however often, and both hear of it', async () => {
    const [ada, ben] = [await signUp(server.url), await signUp(server.url)];
    const socket = await connect(ben);
    const answers = await Promise.all([meet(ada, ben), meet(ben, ada), meet(ada, ben), meet(ben, ada)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.uri)).size).toBe(1);
    const { uri } = answers[0].body;
    expect((await socket.waitForType('chat_added')).chat).toBe(uri);
    await socket.close();
    expect(await list(ada)).toMatchObject([
      { uri, kind: 'direct', role: 'member', owner: null, name: null, link_enabled: false, member_count: 2 },
    ]);
    expect((await list(ben))[0]!.some_members).toMatchObject([{ id: ada.user.id }]);
    const said = await post(ada, uri, 'just us');
    expect((await list(ben))[0]!.last_message?.id).toBe(said.id);
  });

  test('stays between these two, and is nobody else’s', async () => {
    const [ada, ben, eve] = [await signUp(server.url), await signUp(server.url), await signUp(server.url)];
    const { uri } = (await meet(ada, ben)).body;
    const path = `/api/chats/${uri}/`;
    for (const [method, to, body] of [
      ['PATCH', '', { username: eve.user.username }],
      ['PATCH', '', { name: 'Ours' }],
      ['PATCH', '', { link_enabled: true }],
      ['POST', 'link/'],
      ['DELETE', `members/${ben.user.id}/`],
      ['DELETE', `members/${ada.user.id}/`],
      ['PATCH', `members/${ada.user.id}/`, { role: 'owner' }],
      ['DELETE', ''],
    ] as const)
      expect((await ada.call(method, path + to, body)).status, `${method} ${to}`).toBe(403);
    for (const [method, to] of [
      ['GET', ''],
      ['POST', 'join/'],
      ['GET', 'invitation/'],
    ] as const)
      expect((await eve.call(method, path + to)).status, `${method} ${to}`).toBe(404);
  });

  test('is not with oneself, not with nobody, and not for guests', async () => {
    const ada = await signUp(server.url);
    const { uri } = await startChat(ada);
    expect((await meet(ada, ada)).body.errors).toEqual({ with: ['This is you. Name somebody else.'] });
    const nobody = await ada.call('POST', '/api/chats/', { with: 'nobody-has-this' });
    expect(nobody.body.errors).toEqual({ with: ['No account has this user name.'] });
    const named = await ada.call('POST', '/api/chats/', { with: 'somebody', name: 'Crew' });
    expect(named.body.errors).toHaveProperty('with');
    const guest = createClient(server.url);
    const { body } = await guest.call<{ auth_token: string }>('POST', `/api/chats/${uri}/guests/`, {
      name: 'Ines',
    });
    guest.token = body.auth_token;
    expect((await meet(guest, ada)).status).toBe(403);
  });
});

test.each([
  ['with', (ada: Person, ben: Person) => meet(ada, ben)],
  [
    'username',
    async (ada: Person, ben: Person) =>
      ada.call('PATCH', `/api/chats/${(await startChat(ada)).uri}/`, { username: ben.user.username }),
  ],
])('nobody comes into a chat who is just being deleted: %s', async (field, bring) => {
  const [ada, ben] = [await signUp(server.url), await signUp(server.url)];
  const client = new pg.Client(server.database.connection);
  await client.connect();
  await client.query('begin');
  await client.query(
    `update users set kind = 'deleted', username = 'deleted:' || id, username_key = 'deleted:' || id, password_hash = null,
       username_skeleton = null
     where id = $1`,
    [ben.user.id],
  );
  const bringing = bring(ada, ben);
  const waiting = 'select from pg_locks where not granted and transactionid = pg_current_xact_id()::xid';
  await vi.waitFor(async () => expect((await client.query(waiting)).rowCount).toBe(1), 10_000);
  await client.query('commit');
  await client.end();
  const { status, body } = await bringing;
  expect([status, body.errors]).toEqual([400, { [field]: ['No account has this user name.'] }]);
  expect((await list(ada)).flatMap(({ some_members }) => some_members)).toEqual([]);
});

describe('settings of a chat', () => {
  const set = (caller: Client, uri: string, change: unknown) =>
    caller.call<ChatSettings & Problem>('PATCH', `/api/chats/${uri}/settings/`, change);

  test('are one’s own, change one by one, and reach one’s other devices', async () => {
    const [owner, friend] = [await signUp(server.url), await signUp(server.url)];
    const { uri, settings } = await startChat(owner);
    await join(friend, uri);
    expect(settings).toEqual({ pinned: false, level: 'all', archived_sequence: null });
    const [here, theirs] = [await connect(owner), await connect(friend)];
    await set(owner, uri, { pinned: true });
    await set(owner, uri, new URLSearchParams({ level: 'mentions' }));
    const { sequence } = await post(friend, uri, 'hello');
    const last = (await set(owner, uri, { archived: 'true' })).body;
    expect(last).toEqual({ pinned: true, level: 'mentions', archived_sequence: sequence });
    await here.waitFor(
      (frame) => frame.type === 'chat_settings' && frame.settings.archived_sequence !== null,
    );
    expect(here.frames.filter((frame) => frame.type === 'chat_settings')).toHaveLength(3);
    expect((await list(owner))[0]!.settings).toEqual(last);
    expect((await list(friend))[0]!.settings).toEqual(settings);
    expect((await set(owner, uri, { archived: false })).body.archived_sequence).toBeNull();
    theirs.send({ type: 'ping' });
    await theirs.waitForType('pong');
    expect(theirs.frames.filter((frame) => frame.type === 'chat_settings')).toEqual([]);
    for (const socket of [here, theirs]) await socket.close();
  });

  test('are held to their form, and nobody else has any', async () => {
    const owner = await signUp(server.url);
    const { uri } = await startChat(owner);
    expect((await set(owner, uri, { level: 'loud' })).body.errors).toEqual({
      level: ['Must be all, mentions or nothing.'],
    });
    expect((await set(owner, uri, {})).status).toBe(400);
    expect((await set(await signUp(server.url), uri, { pinned: true })).status).toBe(404);
  });
});
