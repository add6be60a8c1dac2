import pg from 'pg';
import { expect, test, vi } from 'vitest';
import type { ChatDetails, Member, Self, Session, Settings } from '@chatire/protocol';
import {
  createClient,
  edit,
  history,
  join,
  password,
  post,
  signUp,
  startChat,
  tokenFor,
  type Person,
} from '../client.ts';
import { connect, type TestSocket } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();
const me = '/api/users/me/';

test('a new name is seen in every chat at once, on old messages and where one has left', async () => {
  const [person, friend] = [await signUp(server.url), await signUp(server.url)];
  const chats = [await startChat(friend), await startChat(friend)] as const;
  for (const { uri } of chats) {
    await join(person, uri);
    await post(person, uri, 'here');
  }
  await person.call('DELETE', `/api/chats/${chats[1].uri}/members/${person.user.id}/`);
  const [socket, own] = [await connect(friend), await connect(person)];
  expect((await person.call<Self>('PATCH', me, { name: '  Ada  ' })).body.name).toBe('Ada');
  for (const { uri } of chats) {
    await socket.waitFor(
      (frame) =>
        frame.type === 'event' &&
        frame.chat === uri &&
        frame.kind === 'member_updated' &&
        frame.member.name === 'Ada',
    );
    expect((await history(friend, uri)).messages[0]!.user.name).toBe('Ada');
  }
  expect((await own.waitForType('user_changed')).user).toMatchObject({
    name: 'Ada',
    username: person.user.username,
  });
  for (const name of ['', ' \u200b ', 'x'.repeat(61), 'a\nb', 7]) {
    const refused = await person.call('PATCH', me, { name });
    expect([refused.status, Object.keys(refused.body.errors ?? {})]).toEqual([400, ['name']]);
  }
  // The same name again is no event.
  const before = (await friend.call<ChatDetails>('GET', `/api/chats/${chats[0].uri}/`)).body.sequence;
  await person.call('PATCH', me, { name: 'Ada' });
  expect((await friend.call<ChatDetails>('GET', `/api/chats/${chats[0].uri}/`)).body.sequence).toBe(before);
  for (const one of [socket, own]) await one.close();
});

test('settings follow the person, one by one, and reach other devices at once', async () => {
  const person = await signUp(server.url);
  const other = await connect(person);
  const quiet_hours = { from: '22:00', to: '07:00' };
  await person.call('PATCH', `${me}settings/`, { theme: 'dark', quiet_hours });
  const answer = await person.call<Settings>('PATCH', `${me}settings/`, { share_reads: false });
  expect(answer.body).toEqual({ theme: 'dark', quiet_hours, share_reads: false });
  const told = await other.waitFor(
    (frame) => frame.type === 'user_changed' && frame.settings.share_reads === false,
  );
  expect(told).toMatchObject({ settings: answer.body });
  await other.close();
  const again = await connect(person);
  expect((await again.waitForType('ready')).settings).toEqual(answer.body);
  expect((await person.call<Self>('GET', '/auth/me/')).body.settings).toEqual(answer.body);
  await again.close();
});

test.each([
  [{}, 'body'],
  [{ theme: 'pink' }, 'theme'],
  [{ volume: 101 }, 'volume'],
  [{ quiet_hours: { from: '24:00', to: '07:00' } }, 'quiet_hours'],
  [{ quiet_hours: { from: '22:00' } }, 'quiet_hours'],
  [{ share_reads: 'maybe' }, 'share_reads'],
])('the settings %j are refused at their field', async (settings, field) => {
  const person = await signUp(server.url);
  const refused = await person.call('PATCH', `${me}settings/`, settings);
  expect([refused.status, Object.keys(refused.body.errors ?? {})]).toEqual([400, [field]]);
});

test('a new password ends every other session, which hears nothing more, and the old one is worth nothing', async () => {
  const person = await signUp(server.url);
  const thief = createClient(server.url);
  thief.token = await tokenFor(thief, person.user.username);
  const [own, theirs] = [await connect(person), await connect(thief)];
  const path = `${me}password/`;
  const next = { current_password: password, password: 'another quiet lamp' };

  const wrong = await person.call('POST', path, { ...next, current_password: 'a guess' });
  expect(wrong.body.errors).toEqual({ current_password: ['This is not your password.'] });
  const weak = await person.call('POST', path, { ...next, password: '12345678' });
  expect(weak.status).toBe(400);
  // By chance it can be too like the user name as well, whose end is random.
  expect(weak.body.errors?.['password']).toEqual(
    expect.arrayContaining(['This password is too common.', 'Must not be only digits.']),
  );

  expect((await person.call('POST', path, next)).status).toBe(204);
  await person.call('PATCH', `${me}settings/`, { theme: 'dark' });
  await own.waitForType('user_changed');
  expect((await theirs.closed()).code).toBe(4004);
  expect(theirs.frames.map(({ type }) => type)).toEqual(['ready']);
  expect((await thief.call('GET', '/auth/me/')).status).toBe(401);
  expect((await person.call('GET', '/auth/me/')).status).toBe(200);
  await own.close();
  const signIn = (secret: string) =>
    createClient(server.url).call('POST', '/auth/token/create/', {
      username: person.user.username,
      password: secret,
    });
  expect((await signIn(password)).status).toBe(400);
  expect((await signIn(next.password)).status).toBe(200);
});

test('no sign-in by the old password outlives the change, however close it comes', async () => {
  for (let round = 0; round < 3; round++) {
    const person = await signUp(server.url);
    const signIns = Array.from({ length: 6 }, () => tokenFor(person, person.user.username));
    const change = { current_password: password, password: 'another quiet lamp' };
    expect((await person.call('POST', `${me}password/`, change)).status).toBe(204);
    await Promise.all(signIns);
    const { body } = await person.call<{ sessions: Session[] }>('GET', `${me}sessions/`);
    expect(body.sessions.map(({ is_this }) => is_this)).toEqual([true]);
  }
});

test('sessions are listed, this one first, and ended one by one or all but this one', async () => {
  const person = await signUp(server.url);
  const stranger = await signUp(server.url);
  const others = [await signInAgain(person), await signInAgain(person), await signInAgain(person)] as const;
  const list = async (who: Person) =>
    (await who.call<{ sessions: Session[] }>('GET', `${me}sessions/`)).body.sessions;
  const sessions = await list(person);
  expect(sessions.map(({ is_this }) => is_this)).toEqual([true, false, false, false]);
  const [, newest] = sessions;
  // What isn't one's own isn't there.
  expect((await stranger.call('DELETE', `${me}sessions/${newest!.id}/`)).status).toBe(404);
  expect((await person.call('DELETE', `${me}sessions/nonsense/`)).status).toBe(404);
  expect((await person.call('DELETE', `${me}sessions/${newest!.id}/`)).status).toBe(204);
  expect((await others[2].call('GET', '/auth/me/')).status).toBe(401);
  expect((await list(person)).length).toBe(3);
  await person.call('DELETE', `${me}sessions/`);
  expect((await others[0].call('GET', '/auth/me/')).status).toBe(401);
  expect((await list(person)).length).toBe(1);
});

test('a deleted account leaves its chats and nothing of the person, on open pages, too', async () => {
  const [person, friend] = [await signUp(server.url), await signUp(server.url)];
  const [own, left] = [await startChat(person), await startChat(friend)];
  await join(friend, own.uri);
  await join(person, left.uri);
  for (const { uri } of [own, left]) await post(person, uri, 'I was here');
  await person.call('DELETE', `/api/chats/${left.uri}/members/${person.user.id}/`);
  const [mine, theirs] = [await connect(person), await connect(friend)];

  const path = `${me}delete/`;
  expect((await person.call('POST', path, { messages: 'keep' })).body.errors).toHaveProperty('password');
  const wrong = await person.call('POST', path, { messages: 'keep', password: 'a guess' });
  expect(wrong.body.errors).toEqual({ password: ['This is not your password.'] });
  expect((await person.call('POST', path, { password, messages: 'burn' })).body.errors).toHaveProperty(
    'messages',
  );

  expect((await person.call('POST', path, { password, messages: 'keep' })).status).toBe(204);
  expect((await mine.closed()).code).toBe(4004);
  const nobody = { id: person.user.id, kind: 'deleted', name: 'Deleted user', picture: null };
  for (const { uri } of [own, left]) {
    await theirs.waitFor(
      (frame) => isOf(frame, uri, 'member_updated') && 'member' in frame && frame.member.kind === 'deleted',
    );
    const [message] = (await history(friend, uri)).messages;
    expect(message).toMatchObject({ message: 'I was here', user: nobody });
  }
  await theirs.waitFor((frame) => isOf(frame, own.uri, 'member_left'));
  const { body } = await friend.call<ChatDetails>('GET', `/api/chats/${own.uri}/`);
  expect([body.role, body.members.length]).toEqual(['owner', 1]);
  // The user name is free again; the sign-in is gone.
  const credentials = { username: person.user.username, password };
  expect((await person.call('GET', '/auth/me/')).status).toBe(401);
  expect((await friend.call('POST', '/auth/token/create/', credentials)).status).toBe(400);
  expect((await friend.call('POST', '/auth/users/create/', credentials)).status).toBe(201);
  await theirs.close();
});

test('who wishes so takes all texts along, edited ones too, each by an event', async () => {
  const friend = await signUp(server.url);
  const { uri } = await startChat(friend);
  const guest = createClient(server.url) as Person;
  guest.token = (
    await guest.call<{ auth_token: string }>('POST', `/api/chats/${uri}/guests/`, { name: 'Ines' })
  ).body.auth_token;
  for (const text of ['one', 'two', 'three']) await post(guest, uri, text);
  const first = (await history(friend, uri)).messages[0]!;
  await edit(guest, uri, first.id, 'one, edited');
  const socket = await connect(friend);
  // Guests have no password.
  expect((await guest.call('POST', `${me}delete/`, { messages: 'delete' })).status).toBe(204);
  await socket.waitFor((frame) => isOf(frame, uri, 'member_left'));
  expect(socket.events().map(({ kind }) => kind)).toEqual([
    ...Array.from({ length: 3 }, () => 'message_deleted'),
    'member_updated',
    'member_left',
  ]);
  const { messages } = await history(friend, uri);
  expect(messages.map(({ message, deleted_at }) => [message, deleted_at === null])).toEqual(
    Array.from({ length: 3 }, () => ['', false]),
  );
  const members = (await friend.call<{ members: Member[] }>('GET', `/api/chats/${uri}/`)).body.members;
  expect(members.length).toBe(1);
  await socket.close();
});

test('texts that go by the thousand hold up nobody in the chats that are done', async () => {
  const [writer, friend] = [await signUp(server.url), await signUp(server.url)];
  const [many, one] = [await startChat(friend), await startChat(friend)];
  for (const { uri } of [many, one]) await join(writer, uri);
  const { id } = await post(writer, one.uri, 'the last to go');
  const client = new pg.Client(server.database.connection);
  await client.connect();
  await client.query(
    `with chat as (update chats set sequence = sequence + 1000 where uri = $1 returning id, sequence - 1000 as last),
      message as (insert into messages (chat_id, sequence, version, author_id, text)
        select id, last + n, last + n, $2, 'many' from chat, generate_series(1, 1000) as n returning *)
    insert into events (chat_id, sequence, kind, message_id) select chat_id, sequence, 'message_posted', id from message`,
    [many.uri, writer.user.id],
  );
  // The second thousand takes as long as the test says.
  await client.query('begin');
  await client.query('select from messages where id = $1 for update', [id]);
  const deleting = writer.call('POST', `${me}delete/`, { password, messages: 'delete' });
  await vi.waitFor(
    async () => expect((await history(friend, many.uri)).messages[0]!.message).toBe(''),
    30_000,
  );
  await post(friend, many.uri, 'meanwhile');
  await client.query('rollback');
  await client.end();
  expect((await deleting).status).toBe(204);
  // If that took longer than the request waits, a job goes on.
  await vi.waitFor(
    async () => expect((await history(friend, one.uri)).messages[0]!.message).toBe(''),
    30_000,
  );
});

async function signInAgain(person: Person): Promise<Person> {
  const client = createClient(server.url);
  client.token = await tokenFor(client, person.user.username);
  return Object.assign(client, { user: person.user });
}

function isOf(frame: TestSocket['frames'][number], uri: string, kind: string): boolean {
  return frame.type === 'event' && frame.chat === uri && frame.kind === kind;
}
