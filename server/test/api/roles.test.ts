import pg from 'pg';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ChatDetails, Role } from '@chatire/protocol';
import {
  createClient,
  edit,
  erase,
  join,
  password,
  post,
  react,
  signUp,
  startChat,
  type Client,
  type Person,
} from '../client.ts';
import { connect } from '../socket.ts';
import { startGateway } from '../start-gateway.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

interface Crew {
  uri: string;
  owner: Person;
  moderator: Person;
  member: Person;
  guest: Person;
  reader: Person;
  /** Two more, of each of the roles that can be removed. */
  others: Record<'moderator' | 'member', Person>;
}

let people: Person[];
let stranger: Person;
beforeAll(async () => {
  people = await Promise.all(Array.from({ length: 6 }, () => signUp(server.url)));
  stranger = await signUp(server.url);
});

/** The same people in a new chat. */
async function createCrew(): Promise<Crew> {
  const [owner, moderator, member, reader, ...others] = people as [
    Person,
    Person,
    Person,
    Person,
    Person,
    Person,
  ];
  const { uri } = await startChat(owner);
  for (const person of [moderator, member, reader, ...others]) await join(person, uri);
  for (const person of [moderator, others[0]]) await give(owner, uri, person, 'moderator');
  await give(moderator, uri, reader, 'reader');
  const guest = await comeAsGuest(uri);
  return {
    uri,
    owner,
    moderator,
    member,
    guest,
    reader,
    others: { moderator: others[0], member: others[1] },
  };
}

async function comeAsGuest(code: string): Promise<Person> {
  const guest = createClient(server.url);
  const { body } = await guest.call<{ auth_token: string; user: Person['user'] }>(
    'POST',
    `/api/chats/${code}/guests/`,
    { name: 'Ines' },
  );
  guest.token = body.auth_token;
  return Object.assign(guest, { user: body.user });
}

const give = (caller: Client, uri: string, who: Person, role: Role) =>
  caller.call<ChatDetails>('PATCH', `/api/chats/${uri}/members/${who.user.id}/`, { role });
const remove = (caller: Client, uri: string, who: Person) =>
  caller.call('DELETE', `/api/chats/${uri}/members/${who.user.id}/`);
const details = async (caller: Client, uri: string) =>
  (await caller.call<ChatDetails>('GET', `/api/chats/${uri}/`)).body;
const roleOf = async (caller: Client, uri: string, who: Person) =>
  (await details(caller, uri)).members.find(({ id }) => id === who.user.id)?.role;

describe('what a role may do', () => {
  let crew: Crew;
  beforeAll(async () => void (crew = await createCrew()));
  const patch = (body: unknown) => (caller: Client) => caller.call('PATCH', `/api/chats/${crew.uri}/`, body);

  // Status for owner, moderator, member, guest and reader, the weakest first; 0: not tried, since it would end the others' tries.
  test.each<[string, (caller: Client) => Promise<{ status: number }>, number[]]>([
    [
      'write',
      (caller) => caller.call('POST', `/api/chats/${crew.uri}/messages/`, { message: 'hello' }),
      [201, 201, 201, 201, 403],
    ],
    [
      'react',
      async (caller) => react(caller, crew.uri, (await post(crew.owner, crew.uri, 'mine')).id, '👍'),
      [200, 200, 200, 200, 403],
    ],
    [
      'say who may not write',
      (caller) => give(caller, crew.uri, crew.others.member, 'reader'),
      [200, 200, 403, 403, 403],
    ],
    [
      'say who may write',
      (caller) => give(caller, crew.uri, crew.others.member, 'member'),
      [200, 200, 403, 403, 403],
    ],
    ['rename the chat', patch({ name: 'Crew' }), [200, 200, 403, 403, 403]],
    ['say what it is about', patch({ topic: 'Release', emoji: '🚀' }), [200, 200, 403, 403, 403]],
    ['switch the link', patch({ link_enabled: true }), [200, 200, 403, 403, 403]],
    [
      'renew the link',
      (caller) => caller.call('POST', `/api/chats/${crew.uri}/link/`),
      [200, 200, 403, 403, 403],
    ],
    [
      'add somebody',
      (caller) => patch({ username: stranger.user.username })(caller),
      [200, 200, 200, 403, 403],
    ],
    [
      'delete what another wrote',
      async (caller) => erase(caller, crew.uri, (await post(crew.owner, crew.uri, 'mine')).id),
      [200, 200, 403, 403, 403],
    ],
    [
      'make a moderator',
      (caller) => give(caller, crew.uri, crew.others.member, 'moderator'),
      [200, 403, 403, 403, 403],
    ],
    [
      'make a member',
      (caller) => give(caller, crew.uri, crew.others.member, 'member'),
      [200, 403, 403, 403, 403],
    ],
    ['take the chat over', (caller) => give(caller, crew.uri, crew.member, 'owner'), [0, 403, 403, 403, 403]],
    ['remove the owner', (caller) => remove(caller, crew.uri, crew.owner), [0, 403, 403, 403, 403]],
    [
      'remove a moderator',
      (caller) => remove(caller, crew.uri, crew.others.moderator),
      [204, 403, 403, 403, 403],
    ],
    [
      'remove a member',
      async (caller) => {
        await join(crew.others.member, (await details(crew.owner, crew.uri)).link_code);
        return remove(caller, crew.uri, crew.others.member);
      },
      [204, 204, 403, 403, 403],
    ],
    [
      'remove somebody who is not there',
      (caller) => remove(caller, crew.uri, crew.others.member),
      [204, 204, 403, 403, 403],
    ],
    [
      'delete the chat',
      (caller) => caller.call('DELETE', `/api/chats/${crew.uri}/`),
      [0, 403, 403, 403, 403],
    ],
  ])('%s', async (_what, action, expected) => {
    const callers = [crew.owner, crew.moderator, crew.member, crew.guest, crew.reader];
    const seen = expected.slice();
    for (const [index, caller] of [...callers.entries()].reverse())
      if (expected[index]) seen[index] = (await action(caller)).status;
    expect(seen).toEqual(expected);
  });

  test('leave', async () => {
    for (const person of [crew.reader, crew.guest, crew.member, crew.moderator])
      expect((await remove(person, crew.uri, person)).status).toBe(204);
  });
});

test('who hands a chat over is a moderator from then on, and everybody hears both', async () => {
  const { uri, owner, moderator, member } = await createCrew();
  const socket = await connect(member);
  const answer = await give(owner, uri, member, 'owner');
  expect(answer.body).toMatchObject({ role: 'moderator', owner: { id: member.user.id } });
  expect(answer.body.members.map(({ id }) => id).slice(0, 3)).toEqual([
    member.user.id,
    owner.user.id,
    moderator.user.id,
  ]);
  await socket.waitFor((frame) => frame.type === 'event' && frame.sequence === answer.body.sequence);
  expect(socket.events()).toMatchObject([
    { kind: 'member_updated', member: { id: owner.user.id, role: 'moderator' } },
    { kind: 'member_updated', member: { id: member.user.id, role: 'owner' } },
  ]);
  await socket.close();
  expect((await give(owner, uri, moderator, 'member')).status).toBe(403);
  expect((await give(member, uri, member, 'member')).status).toBe(403);
  const { sequence } = await details(member, uri);
  expect((await give(member, uri, owner, 'moderator')).body.sequence).toBe(sequence);
});

test('who may only read from now on can neither edit nor be seen typing, but take back what is theirs', async () => {
  const { uri, owner, moderator, member } = await createCrew();
  const mine = await post(member, uri, 'mine');
  const theirs = await post(owner, uri, 'theirs');
  await react(member, uri, theirs.id, '👍');
  const [listener, reader] = [await connect(owner), await connect(member)];
  expect((await give(moderator, uri, member, 'reader')).status).toBe(200);
  expect((await edit(member, uri, mine.id, 'changed')).status).toBe(403);
  reader.send({ type: 'typing', chat: uri });
  // What was posted before they were made a reader is posted, however often it is repeated.
  const again = { message: 'mine', client_id: mine.client_id };
  expect((await member.call('POST', `/api/chats/${uri}/messages/`, again)).status).toBe(201);
  expect((await react(member, uri, theirs.id, '👍', false)).status).toBe(200);
  expect((await erase(member, uri, mine.id)).status).toBe(200);
  await listener.waitFor((frame) => frame.type === 'event' && frame.kind === 'message_deleted');
  expect(listener.frames.filter(({ type }) => type === 'typing')).toEqual([]);
  await give(moderator, uri, member, 'member');
  reader.send({ type: 'typing', chat: uri });
  await listener.waitForType('typing');
  for (const socket of [listener, reader]) await socket.close();
});

test('a chat that its owner leaves to readers alone is left by everybody', async () => {
  const [owner, reader] = people as [Person, Person];
  const { uri } = await startChat(owner);
  await join(reader, uri);
  await give(owner, uri, reader, 'reader');
  await remove(owner, uri, owner);
  expect(await details(reader, uri)).toMatchObject({ role: 'reader', owner: null, link_enabled: false });
});

test('two who are made owner at once: one of them is', async () => {
  const { uri, owner, moderator, member } = await createCrew();
  await Promise.all([give(owner, uri, moderator, 'owner'), give(owner, uri, member, 'owner')]);
  const owners = (await details(owner, uri)).members.filter(({ role }) => role === 'owner');
  expect(owners).toHaveLength(1);
});

test('a guest gets a role by keeping the account, not before', async () => {
  const { uri, owner, guest } = await createCrew();
  for (const role of ['moderator', 'owner'] as const)
    expect((await give(owner, uri, guest, role)).status).toBe(403);
  await guest.call('POST', '/auth/users/keep/', { username: `kept-${guest.user.id}`, password });
  expect((await give(owner, uri, guest, 'moderator')).status).toBe(200);
});

test('when the owner leaves, a moderator comes before those who have been there longer', async () => {
  const { uri, owner, moderator, member } = await createCrew();
  await give(owner, uri, moderator, 'member');
  await give(owner, uri, member, 'moderator');
  await remove(owner, uri, owner);
  expect(await roleOf(moderator, uri, member)).toBe('owner');
  expect(await roleOf(moderator, uri, moderator)).toBe('member');
});

test('a role that does not exist, and one for somebody who is not there, are refused with a sentence', async () => {
  const { uri, owner, member } = await createCrew();
  expect((await give(owner, uri, member, 'king' as Role)).body).toMatchObject({
    errors: { role: ['Must be owner, moderator, member or reader.'] },
  });
  expect((await give(owner, uri, stranger, 'moderator')).status).toBe(404);
});

test('topic and picture are held to their form', async () => {
  const { uri, owner } = await createCrew();
  const change = async (body: unknown) =>
    (await owner.call<ChatDetails & { errors?: object }>('PATCH', `/api/chats/${uri}/`, body)).body;
  expect(await change({ topic: ' All about boats ', emoji: '🧑🏽‍🚀' })).toMatchObject({
    topic: 'All about boats',
    emoji: '🧑🏽‍🚀',
  });
  for (const emoji of ['x', '🚀🚀', '1', ' '])
    expect((await change({ emoji })).errors).toEqual({ emoji: ['Must be one emoji.'] });
  expect((await change({ topic: 'two\nlines' })).errors).toHaveProperty('topic');
  expect((await change({ topic: 'x'.repeat(251) })).errors).toHaveProperty('topic');
  expect(await change({ topic: '', emoji: '' })).toMatchObject({ topic: null, emoji: null });
});

describe('a renewed link', () => {
  test('lets people in by the new one alone, while members go on with the address that they know', async () => {
    const [owner, member, late, other] = people as [Person, Person, Person, Person];
    const { uri, link_code: first } = await startChat(owner);
    expect(first).toBe(uri);
    await join(member, uri);
    const socket = await connect(member);
    const renewed = (await owner.call<ChatDetails>('POST', `/api/chats/${uri}/link/`)).body;
    expect(renewed.link_code).not.toBe(uri);
    await socket.waitFor((frame) => frame.type === 'event' && frame.kind === 'chat_updated');
    expect(socket.events()).toMatchObject([{ link_code: renewed.link_code }]);
    await socket.close();

    const anybody = createClient(server.url);
    for (const [method, path, body] of [
      ['GET', 'invitation/'],
      ['POST', 'join/'],
      ['POST', 'guests/', { name: 'Ines' }],
      ['PATCH', '', { username: late.user.username }],
    ] as const) {
      const caller = path === 'join/' || path === '' ? late : anybody;
      expect((await caller.call(method, `/api/chats/${uri}/${path}`, body)).status, path).toBe(404);
    }
    const invitation = await anybody.call<{ uri: string }>(
      'GET',
      `/api/chats/${renewed.link_code}/invitation/`,
    );
    expect(invitation.body.uri).toBe(renewed.link_code);
    // All three ways in lead to the address.
    expect((await join(late, renewed.link_code)).uri).toBe(uri);
    const self = { username: other.user.username };
    expect(
      (await other.call<ChatDetails>('PATCH', `/api/chats/${renewed.link_code}/`, self)).body,
    ).toMatchObject({ uri, user: { id: other.user.id } });
    const guest = await anybody.call<{ chat: ChatDetails }>(
      'POST',
      `/api/chats/${renewed.link_code}/guests/`,
      { name: 'Ines' },
    );
    expect(guest.body.chat.uri).toBe(uri);

    // Nothing but joining goes by the link, and members join again by either.
    expect((await late.call('GET', `/api/chats/${renewed.link_code}/messages/`)).status).toBe(404);
    for (const code of [uri, renewed.link_code]) expect((await join(member, code)).uri).toBe(uri);
    expect((await post(member, uri, 'still here')).id).toBeGreaterThan(0);
  });
});

describe('a deleted chat', () => {
  test('is gone for everybody at once, rows and all, and is what never was', async () => {
    const { uri, owner, member, guest } = await createCrew();
    const other = await startChat(member);
    const message = await post(member, uri, 'soon gone');
    await member.call('PATCH', `/api/chats/${uri}/messages/${message.id}/`, { message: 'really' });
    const kept = await post(member, other.uri, 'stays');
    const [socket, ownSocket] = [await connect(member), await connect(owner)];
    const { epoch } = await socket.waitForType('ready');
    expect((await owner.call('DELETE', `/api/chats/${uri}/`)).status).toBe(204);
    await socket.waitForType('chat_removed');
    await ownSocket.waitForType('chat_removed');
    expect(socket.events()).toEqual([]);

    for (const person of [owner, member, guest])
      for (const [method, path, body] of [
        ['GET', ''],
        ['GET', 'messages/'],
        ['GET', 'events/?after=0'],
        ['POST', 'messages/', { message: 'hello?' }],
        ['PATCH', 'settings/', { pinned: true }],
        ['POST', 'join/'],
        ['DELETE', ''],
      ] as const) {
        const seen = await person.call(method, `/api/chats/${uri}/${path}`, body);
        const unknown = await person.call(method, `/api/chats/${'A'.repeat(22)}/${path}`, body);
        expect([seen.status, seen.body], `${method} ${path}`).toEqual([404, unknown.body]);
      }
    const back = await connect(member, { epoch, chats: { [uri]: 1, [other.uri]: kept.sequence } });
    expect(back.frames).toMatchObject([{ type: 'ready', chats: { [other.uri]: kept.sequence } }]);
    expect((await back.waitForType('ready')).chats).not.toHaveProperty([uri]);
    for (const one of [socket, ownSocket, back]) await one.close();
  });

  test('is found to be gone by a gateway that nobody told', async () => {
    // Sweeps come when the test says so.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { uri, owner, member } = await createCrew();
    // A gateway with a broker of its own hears nothing of what the server announces.
    const gateway = await startGateway(server.database.url);
    const socket = await connect({ ...member, url: `http://127.0.0.1:${gateway.port}` });
    await owner.call('DELETE', `/api/chats/${uri}/`);
    await vi.advanceTimersByTimeAsync(4_100);
    vi.useRealTimers();
    expect(await socket.waitForType('chat_removed')).toEqual({ type: 'chat_removed', chat: uri });
    await socket.close();
    await gateway.stop();
  });

  test('holds up nobody who posts while a long history goes, of which the owner sees nothing more', async () => {
    const { uri, owner, member, guest } = await createCrew();
    const own = await post(owner, uri, 'the first of very many');
    const { id } = await post(member, uri, 'one of very many');
    const client = new pg.Client(server.database.connection);
    await client.connect();
    // The history takes as long as the test says.
    await client.query('begin');
    await client.query('select from messages where id = $1 for update', [id]);
    const socket = await connect(member);
    const deleting = owner.call('DELETE', `/api/chats/${uri}/`);
    await socket.waitForType('chat_removed');
    expect((await guest.call('POST', `/api/chats/${uri}/messages/`, { message: 'hello?' })).status).toBe(404);
    const answers = [
      owner.call('PATCH', `/api/chats/${uri}/messages/${own.id}/`, { message: 'again' }),
      owner.call('POST', `/api/chats/${uri}/messages/`, { message: 'yes', reply_to: own.id }),
    ];
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([404, 400]);
    await client.query('rollback');
    expect((await deleting).status).toBe(204);
    await client.end();
    await socket.close();
  });

  // Whatever tables there are by now: deleting must neither be stopped by a row of the chat, nor read a whole table to find it.
  test('takes every row with it that refers to a chat or a message, by an index', async () => {
    const client = new pg.Client(server.database.connection);
    await client.connect();
    const { rows } = await client.query<{ goes: boolean; indexed: boolean }>(`
      select conrelid::regclass as table, array_agg(attname::text order by ordinality) as columns,
        confdeltype in ('c', 'n') as goes,
        exists (
          select from pg_index where indrelid = conrelid
          and (string_to_array(indkey::text, ' ')::int2[])[1:cardinality(conkey)] @> conkey
        ) as indexed
      from pg_constraint
      cross join unnest(conkey) with ordinality as key (number, ordinality)
      join pg_attribute on attrelid = conrelid and attnum = number
      where contype = 'f' and confrelid in ('chats'::regclass, 'messages'::regclass)
      group by pg_constraint.oid`);
    await client.end();
    expect(rows.length).toBeGreaterThanOrEqual(5);
    expect(rows.filter((row) => !row.goes || !row.indexed)).toEqual([]);
  });
});
