import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  invitationSchema,
  joinRequestsAnswer,
  linkSchema,
  linksAnswer,
  ownRequestAnswer,
  waitingAnswer,
  waitingGuestAnswer,
  type Chat,
  type ChatDetails,
  type Invitation,
  type JoinRequest,
  type Link,
  type Moderation,
  type OwnRequest,
  type Problem,
} from '@chatire/protocol';
import { createClient, join, post, signUp, startChat, type Client, type Person } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';
import { whileHeld } from '../while-held.ts';

const server = useServer();
const word = 'open sesame';
let owner: Person;
let moderator: Person;
let member: Person;
let stranger: Person;
beforeAll(async () => {
  [owner, moderator, member, stranger] = (await Promise.all([1, 2, 3, 4].map(() => signUp(server.url)))) as [
    Person,
    Person,
    Person,
    Person,
  ];
});

async function query(text: string): Promise<void> {
  const client = new pg.Client(server.database.connection);
  await client.connect();
  await client.query(text);
  await client.end();
}

async function newChat(): Promise<string> {
  const { uri } = await startChat(owner);
  for (const person of [moderator, member]) await join(person, uri);
  await owner.call('PATCH', `/api/chats/${uri}/members/${moderator.user.id}/`, { role: 'moderator' });
  return uri;
}
const make = async (uri: string, body: object = {}) =>
  (await moderator.call<Link>('POST', `/api/chats/${uri}/links/`, body)).body;
const listed = async (uri: string) =>
  (await owner.call<{ links: Link[] }>('GET', `/api/chats/${uri}/links/`)).body.links;
const waiting = async (uri: string) =>
  (await owner.call<{ requests: JoinRequest[] }>('GET', `/api/chats/${uri}/requests/`)).body.requests;
const own = (person: Client, code: string) => person.call<OwnRequest>('GET', `/api/chats/${code}/request/`);
const enter = (person: Client, code: string, password?: string) =>
  person.call<ChatDetails & Problem>(
    'POST',
    `/api/chats/${code}/join/`,
    password === undefined ? {} : { password },
  );
const answer = (method: 'POST' | 'DELETE', person: Client, uri: string, { user }: Pick<Person, 'user'>) =>
  person.call(method, `/api/chats/${uri}/requests/${user.id}/`);

interface GuestAnswer {
  auth_token: string;
  user: Person['user'];
  state?: string;
  chat?: ChatDetails;
}
async function comeAsGuest(code: string, more: object = {}) {
  const guest = createClient(server.url);
  const answer = await guest.call<GuestAnswer & Problem>('POST', `/api/chats/${code}/guests/`, {
    name: 'Ines',
    ...more,
  });
  guest.token = answer.body.auth_token;
  return Object.assign(guest, { user: answer.body.user, status: answer.status, answer: answer.body });
}

test('a link says what it leads to, gives its role to whoever comes by it, and its list says who that was', async () => {
  const uri = await newChat();
  const link = await make(uri, { name: 'Poster', role: 'reader' });
  expect(linkSchema.strict().parse(link)).toMatchObject({
    role: 'reader',
    uses: 0,
    is_open: true,
    max_uses: null,
  });
  const { body: invitation } = await createClient(server.url).call<Invitation>(
    'GET',
    `/api/chats/${link.code}/invitation/`,
  );
  expect(invitationSchema.strict().parse(invitation)).toMatchObject({
    uri: link.code,
    role: 'reader',
    password: false,
    ask_first: false,
    member_count: 3,
    invited_by: moderator.user.name,
  });
  const guest = await comeAsGuest(link.code);
  expect(guest.answer.chat).toMatchObject({ uri, role: 'reader' });
  expect((await enter(stranger, link.code)).body).toMatchObject({ uri, role: 'reader' });
  // Whoever is in comes in again, by whatever link, without using it up.
  for (const code of [link.code, uri]) expect((await enter(stranger, code)).body.role).toBe('reader');
  const { body } = await owner.call('GET', `/api/chats/${uri}/links/`);
  expect(linksAnswer.strict().parse(body).links).toMatchObject([
    {
      id: link.id,
      name: 'Poster',
      uses: 2,
      member_count: 2,
      some_members: [{ id: guest.user.id }, { id: stranger.user.id }],
    },
  ]);
});

test('of fifty who come at once by a link for three, three come in', async () => {
  const uri = await newChat();
  const { code, id } = await make(uri, { max_uses: 3 });
  const guests = await Promise.all(Array.from({ length: 50 }, () => comeAsGuest(code)));
  const statuses = guests.map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array<number>(3).fill(201), ...Array<number>(47).fill(404)]);
  expect(await listed(uri)).toMatchObject([{ id, uses: 3, member_count: 3, is_open: false }]);
});

test('links that are used up, at their end, revoked, off or unknown answer alike, whatever one asks of them', async () => {
  const uri = await newChat();
  const used = await make(uri, { max_uses: 1, password: word });
  const ended = await make(uri, { expires_at: new Date(Date.now() + 60_000).toISOString(), ask_first: true });
  const revoked = await make(uri, { role: 'reader' });
  await comeAsGuest(used.code, { password: word });
  await query(`update links set expires_at = now() where id = ${ended.id}`);
  await owner.call('DELETE', `/api/chats/${uri}/links/${revoked.id}/`);
  await owner.call('PATCH', `/api/chats/${uri}/`, { link_enabled: false });
  const seen = async (code: string) => {
    const answers = [];
    for (const [who, method, path, body] of [
      [createClient(server.url), 'GET', 'invitation/'],
      [createClient(server.url), 'POST', 'guests/', { name: 'Ines' }],
      [createClient(server.url), 'POST', 'guests/', { name: 'Ines', password: 'guessed it' }],
      [stranger, 'POST', 'join/', {}],
      [stranger, 'POST', 'join/', { password: word }],
      [stranger, 'GET', 'request/'],
    ] as const) {
      const { status, body: text } = await who.call(method, `/api/chats/${code}/${path}`, body);
      answers.push([status, text]);
    }
    return answers;
  };
  const unknown = await seen('A'.repeat(22));
  expect(unknown.map(([status]) => status)).toEqual(Array(6).fill(404));
  for (const code of [used.code, ended.code, revoked.code, uri]) expect(await seen(code)).toEqual(unknown);
});

test.each([
  ['revoked', 'links', 'revoked_at = now()'],
  ['at its end', 'links', 'expires_at = now()'],
  ['given a password', 'links', `password_hash = 'hash'`],
  ['made to ask first', 'links', 'ask_first = true'],
  ['made one for readers', 'links', `role = 'reader'`],
  ['switched off', 'chats', 'link_enabled = false'],
  ['renewed', 'chats', `link_code = left(md5('another'), 22)`],
])('whoever comes by a link while it is %s is not in', async (_what, table, change) => {
  const uri = await newChat();
  const { id, code } = table === 'links' ? await make(uri) : { id: 0, code: uri };
  const where = table === 'links' ? `id = ${id}` : `uri = '${uri}'`;
  const come = await whileHeld(server.database.connection, uri, {
    begin: () => Promise.all([enter(stranger, code), comeAsGuest(code)]),
    waiters: 2,
    change: `update ${table} set ${change} where ${where}`,
  });
  expect(come.map(({ status }) => status)).toEqual([404, 404]);
});

test('a password is asked for at its field, and stands in no answer', async () => {
  const uri = await newChat();
  const { code, id } = await make(uri, { password: word });
  expect(JSON.stringify(await listed(uri))).not.toMatch(/argon2|sesame/);
  expect((await enter(stranger, code)).body.errors).toEqual({ password: ['This link wants a password.'] });
  expect((await enter(stranger, code, 'sesame open')).body).toMatchObject({
    status: 400,
    errors: { password: ['This is not the password of this link.'] },
  });
  // A use is counted for whoever comes in, not for tries.
  expect(await listed(uri)).toMatchObject([{ id, uses: 0, password: true }]);
  expect((await enter(stranger, code, word)).status).toBe(200);
});

describe('a link that asks first', () => {
  test('makes people wait, lets them in live, and tells owner and moderators how many wait', async () => {
    const uri = await newChat();
    const { code, id } = await make(uri, { ask_first: true, name: 'Door', role: 'reader' });
    const watching = await connect(moderator);
    const guest = await comeAsGuest(code);
    expect(waitingGuestAnswer.strict().parse(guest.answer)).toMatchObject({ state: 'waiting' });
    expect(waitingAnswer.strict().parse((await enter(stranger, code)).body)).toEqual({ state: 'waiting' });
    // Once for each person, however often they ask.
    expect((await enter(stranger, code)).status).toBe(202);
    await watching.waitFor(
      (frame) => frame.type === 'waiting' && frame.chat === uri && frame.waiting.requests === 2,
    );
    expect((await owner.call<Chat>('GET', `/api/chats/${uri}/`)).body.waiting).toMatchObject({ requests: 2 });
    expect((await member.call<Chat>('GET', `/api/chats/${uri}/`)).body.waiting).toBeNull();
    expect(ownRequestAnswer.strict().parse((await own(guest, code)).body)).toEqual({
      state: 'waiting',
      uri: null,
    });
    for (const path of ['', 'messages/', 'events/?after=0'])
      expect((await guest.call('GET', `/api/chats/${uri}/${path}`)).status).toBe(404);
    const body = (await owner.call('GET', `/api/chats/${uri}/requests/`)).body;
    expect(joinRequestsAnswer.strict().parse(body).requests).toMatchObject([
      { user: { id: guest.user.id, name: 'Ines' }, link: { id, name: 'Door' } },
      { user: { id: stranger.user.id } },
    ]);

    const [inside, outside] = [await connect(guest), await connect(stranger)];
    expect((await answer('POST', moderator, uri, guest)).status).toBe(204);
    expect((await answer('DELETE', owner, uri, stranger)).status).toBe(204);
    expect(await inside.waitForType('chat_added')).toMatchObject({ chat: uri });
    expect(await inside.waitForType('request_answered')).toEqual({
      type: 'request_answered',
      link: code,
      let_in: true,
    });
    expect(await outside.waitForType('request_answered')).toMatchObject({ link: code, let_in: false });
    expect((await own(guest, code)).body).toEqual({ state: 'in', uri });
    expect((await own(stranger, code)).body).toEqual({ state: 'refused', uri: null });
    expect((await guest.call<Chat>('GET', `/api/chats/${uri}/`)).body.role).toBe('reader');
    await watching.waitFor(
      (frame) => frame.type === 'waiting' && frame.chat === uri && frame.waiting.requests === 0,
    );
    // Who was refused can't ask again by this link for a day; doing either twice changes nothing.
    expect((await enter(stranger, code)).status).toBe(403);
    expect((await answer('POST', moderator, uri, guest)).status).toBe(204);
    expect((await answer('DELETE', owner, uri, stranger)).status).toBe(204);
    expect((await answer('POST', owner, uri, stranger)).status).toBe(404);
    await query(`update join_requests set refused_at = now() - interval '25 hours'`);
    expect((await enter(stranger, code)).status).toBe(202);
    expect(await listed(uri)).toMatchObject([{ uses: 2, member_count: 1 }]);
    // By another link one is in at once, and waits no more.
    await enter(stranger, uri);
    expect(await waiting(uri)).toEqual([]);
    expect(await listed(uri)).toMatchObject([{ uses: 1 }]);
    for (const socket of [watching, inside, outside]) await socket.close();
  });

  test('keeps a place for whoever waits, and is full at its limit', async () => {
    const uri = await newChat();
    const { code } = await make(uri, { ask_first: true, max_uses: 2 });
    const guests = await Promise.all(Array.from({ length: 6 }, () => comeAsGuest(code)));
    expect(guests.map(({ status }) => status).sort()).toEqual([202, 202, 404, 404, 404, 404]);
    const [first, second] = guests.filter(({ status }) => status === 202) as unknown as [Person, Person];
    // Two answers at once: one of them counts.
    await Promise.all([
      answer('POST', owner, uri, first),
      answer('DELETE', moderator, uri, first),
      answer('DELETE', owner, uri, second),
    ]);
    const state = (await own(first, code)).body.state;
    expect(['in', 'refused']).toContain(state);
    expect(await listed(uri)).toMatchObject([{ uses: state === 'in' ? 1 : 0 }]);
    await query(`
      with crowd as (
        insert into users (kind, username, username_key, name)
        select 'guest', 'guest:crowd' || n, 'guest:crowd' || n, 'Crowd' from generate_series(1, 200) as n returning id
      )
      insert into join_requests (link_id, user_id, chat_id) select links.id, crowd.id, links.chat_id from links, crowd where code = '${code}'`);
    expect((await enter(stranger, code)).status).toBe(409);
  });
});

test('a revoked link lets nobody in and refuses who waits; who came by it goes, if wanted, and hears nothing more', async () => {
  const uri = await newChat();
  const asking = await make(uri, { ask_first: true });
  const waits = await comeAsGuest(asking.code);
  const link = await make(uri);
  const guests = await Promise.all(Array.from({ length: 4 }, () => comeAsGuest(link.code)));
  await enter(stranger, link.code);
  await owner.call('PATCH', `/api/chats/${uri}/members/${stranger.user.id}/`, { role: 'moderator' });
  const kept = await comeAsGuest(uri);
  const sockets = await Promise.all([...guests, waits, member].map((person) => connect(person)));
  expect((await moderator.call('DELETE', `/api/chats/${uri}/links/${link.id}/?members=true`)).status).toBe(
    204,
  );
  const { sequence } = await post(owner, uri, 'just us');
  await sockets[5]!.waitFor((frame) => frame.type === 'event' && frame.sequence === sequence);
  for (const socket of sockets.slice(0, 4)) await socket.waitForType('chat_removed');
  for (const socket of sockets.slice(0, 4))
    expect(socket.events().filter((event) => event.kind === 'message_posted')).toEqual([]);
  expect((await guests[0]!.call('GET', `/api/chats/${uri}/messages/`)).status).toBe(404);
  // Not those of one's own rank, nor who came by another way.
  const { members } = (await owner.call<ChatDetails>('GET', `/api/chats/${uri}/`)).body;
  expect(members.map(({ id }) => id).sort()).toEqual(
    [owner, moderator, member, stranger, kept].map(({ user }) => user.id).sort(),
  );
  const left = sockets[5]!.events().filter((event) => event.kind === 'member_left');
  expect(left.map(({ user }) => user.id).sort()).toEqual(guests.map(({ user }) => user.id).sort());

  await owner.call('DELETE', `/api/chats/${uri}/links/${asking.id}/`);
  expect(await sockets[4]!.waitForType('request_answered')).toMatchObject({ let_in: false });
  expect(await listed(uri)).toMatchObject([{ id: link.id, member_count: 1, is_open: false }]);
  expect((await comeAsGuest(link.code)).status).toBe(404);
  for (const socket of sockets) await socket.close();
});

test('whoever came by a link can be banned with it: they come back by no other one', async () => {
  const uri = await newChat();
  await owner.call('PATCH', `/api/chats/${uri}/`, { hold_newcomers: true });
  const [link, other] = [await make(uri), await make(uri)];
  await enter(stranger, link.code);
  const text = { message: 'waits for a moderator' };
  expect((await stranger.call('POST', `/api/chats/${uri}/messages/`, text)).status).toBe(202);
  const socket = await connect(stranger);
  const path = `/api/chats/${uri}/links/${link.id}/`;
  expect((await moderator.call('DELETE', `${path}?members=all`)).status).toBe(400);
  expect((await member.call('DELETE', `${path}?members=ban`)).status).toBe(403);
  expect((await moderator.call('DELETE', `${path}?members=ban`)).status).toBe(204);
  await socket.waitForType('chat_removed');
  await socket.close();
  for (const code of [uri, other.code]) expect((await enter(stranger, code)).status).toBe(404);
  const { body } = await owner.call<Moderation>('GET', `/api/chats/${uri}/moderation/`);
  expect(body).toMatchObject({ banned: [{ user: { id: stranger.user.id } }], held: [] });
  expect((await owner.call<ChatDetails>('GET', `/api/chats/${uri}/`)).body.member_count).toBe(3);
});

test('a link is changed as it was made, and both are held to their form', async () => {
  const uri = await newChat();
  const { id, code } = await make(uri, { password: word, max_uses: 5 });
  const change = (body: object, link = id) =>
    moderator.call<Link & Problem>('PATCH', `/api/chats/${uri}/links/${link}/`, body);
  expect((await change({ password: null, role: 'reader', max_uses: null })).body).toMatchObject({
    id,
    code,
    password: false,
    role: 'reader',
    max_uses: null,
  });
  for (const [body, field] of [
    [{ role: 'owner' }, 'role'],
    [{ max_uses: 0 }, 'max_uses'],
    [{ expires_at: 'tomorrow' }, 'expires_at'],
    [{ expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
    [{ password: 'short' }, 'password'],
    [{ name: ' ' }, 'name'],
    [{ code: 'A'.repeat(22) }, 'code'],
    [{ uses: 0 }, 'uses'],
  ] as const)
    for (const answer of [
      await change(body),
      await moderator.call<Problem>('POST', `/api/chats/${uri}/links/`, body),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toHaveProperty([field]);
    }
  expect((await change({})).status).toBe(400);
  const other = await make(await newChat());
  expect((await change({ name: 'Mine now' }, other.id)).status).toBe(404);
  expect((await moderator.call('DELETE', `/api/chats/${uri}/links/${other.id}/`)).status).toBe(404);
  const { body } = await owner.call<{ entries: { action: string }[] }>('GET', `/api/chats/${uri}/audit/`);
  expect(body.entries.map(({ action }) => action)).toEqual(['link_changed', 'link_made', 'role_changed']);
});

test('when nobody is left but readers, and while a chat is being deleted, no link lets anybody in', async () => {
  const uri = await newChat();
  const { code } = await make(uri, { role: 'reader' });
  await comeAsGuest(code);
  for (const person of [moderator, member, owner])
    await person.call('DELETE', `/api/chats/${uri}/members/${person.user.id}/`);
  expect((await enter(stranger, code)).status).toBe(404);
});
