import { describe, expect, test } from 'vitest';
import type { Chat, ChatDetails, Invitation, User } from '@chatire/protocol';
import { createClient, join, post, signUp, startChat } from '../client.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

describe('a chat', () => {
  test('has an address of 128 random bits and its maker as owner', async () => {
    const owner = await signUp(server.url);
    const chat = await startChat(owner);
    expect(chat.uri).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(chat).toMatchObject({ role: 'owner', member_count: 1, link_enabled: true, name: null });
    expect((await startChat(owner)).uri).not.toBe(chat.uri);
  });

  test('is nothing to a stranger: the same answer as for an address that nobody has', async () => {
    const { uri } = await startChat(await signUp(server.url));
    const stranger = await signUp(server.url);
    const calls: [string, string, unknown?][] = [
      ['GET', ''],
      ['GET', 'messages/'],
      ['POST', 'messages/', { message: 'hello' }],
      ['PATCH', '', { username: 'somebody' }],
      ['PATCH', '', { link_enabled: false }],
    ];
    for (const [method, path, body] of calls) {
      const seen = await stranger.call(method, `/api/chats/${uri}/${path}`, body);
      const unknown = await stranger.call(method, `/api/chats/${'A'.repeat(22)}/${path}`, body);
      expect(seen.status, `${method} ${path}`).toBe(404);
      expect(seen.body).toEqual(unknown.body);
    }
  });

  test('can be renamed by its owner only, and loses its name again', async () => {
    const owner = await signUp(server.url);
    const { uri } = await startChat(owner);
    const member = await signUp(server.url);
    await join(member, uri);
    expect((await member.call('PATCH', `/api/chats/${uri}/`, { name: 'Mine' })).status).toBe(403);
    expect(
      (await owner.call<ChatDetails>('PATCH', `/api/chats/${uri}/`, { name: ' Release crew ' })).body.name,
    ).toBe('Release crew');
    expect((await owner.call<ChatDetails>('PATCH', `/api/chats/${uri}/`, { name: '' })).body.name).toBeNull();
    expect((await owner.call('PATCH', `/api/chats/${uri}/`, {})).body.errors).toEqual({
      username: ['This field is required.'],
    });
  });
});

test('adding a member and changing the chat in one request is refused, and does neither', async () => {
  const [owner, friend] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(owner);
  const answer = await owner.call('PATCH', `/api/chats/${uri}/`, {
    username: friend.user.username,
    name: 'Crew',
  });
  expect(answer.status).toBe(400);
  expect((await owner.call<ChatDetails>('GET', `/api/chats/${uri}/`)).body).toMatchObject({
    name: null,
    member_count: 1,
  });
});

describe('members', () => {
  test('come owner first, then in the order of joining; adding again changes nothing', async () => {
    const owner = await signUp(server.url);
    const { uri } = await startChat(owner);
    const [first, second] = [await signUp(server.url), await signUp(server.url)];
    await join(second, uri);
    const added = await second.call<ChatDetails & { user: User }>('PATCH', `/api/chats/${uri}/`, {
      username: first.user.username.toUpperCase(),
    });
    expect(added.status).toBe(200);
    expect(added.body.user.id).toBe(first.user.id);
    expect(added.body.members.map((member) => member.id)).toEqual([
      owner.user.id,
      second.user.id,
      first.user.id,
    ]);
    const again = await second.call<ChatDetails>('PATCH', `/api/chats/${uri}/`, {
      username: first.user.username,
    });
    expect(again.body.members).toEqual(added.body.members);
    expect(again.body.sequence).toBe(added.body.sequence);
  });

  test("nobody's e-mail address is shown to others", async () => {
    const owner = await signUp(server.url);
    const email = `secret-${owner.user.id}@example.org`;
    const client = createClient(server.url);
    const { body: rich } = await client.call<{ username: string }>('POST', '/auth/users/create/', {
      username: `rich-${owner.user.id}`,
      password: 'quiet harbour lamp',
      email,
    });
    const { uri } = await startChat(owner);
    const patched = await owner.call('PATCH', `/api/chats/${uri}/`, { username: rich.username });
    expect(JSON.stringify(patched.body)).toContain(rich.username);
    expect(JSON.stringify(patched.body)).not.toContain(email);
  });

  test("one's own name joins through the link, as the first clients did, but not when the link is off", async () => {
    const owner = await signUp(server.url);
    const { uri } = await startChat(owner);
    const [one, other] = [await signUp(server.url), await signUp(server.url)];
    expect((await one.call('PATCH', `/api/chats/${uri}/`, { username: one.user.username })).status).toBe(200);
    await owner.call('PATCH', `/api/chats/${uri}/`, new URLSearchParams({ link_enabled: 'false' }));
    expect((await other.call('PATCH', `/api/chats/${uri}/`, { username: other.user.username })).status).toBe(
      404,
    );
  });

  test('an unknown user name is an error at its field', async () => {
    const owner = await signUp(server.url);
    const { uri } = await startChat(owner);
    const answer = await owner.call('PATCH', `/api/chats/${uri}/`, { username: 'nobody-has-this' });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual({ username: ['No account has this user name.'] });
  });

  test('ten who join at once all become members, each with a place of their own in the log', async () => {
    const { uri, sequence } = await startChat(await signUp(server.url));
    const people = await Promise.all(Array.from({ length: 10 }, () => signUp(server.url)));
    await Promise.all(people.map((person) => join(person, uri)));
    const chat = await join(people[0]!, uri);
    expect(chat.member_count).toBe(11);
    expect(chat.sequence).toBe(sequence + 10);
  });
});

describe('the link', () => {
  test('shows a stranger the name, who invites and how many are in, and nothing when it is off', async () => {
    const owner = await signUp(server.url, 'maciek');
    const { uri } = await startChat(owner);
    await owner.call('PATCH', `/api/chats/${uri}/`, { name: 'Release crew' });
    const anybody = createClient(server.url);
    const invitation = await anybody.call<Invitation>('GET', `/api/chats/${uri}/invitation/`);
    expect(invitation.body).toEqual({
      uri,
      name: 'Release crew',
      topic: null,
      emoji: null,
      invited_by: owner.user.name,
      member_count: 1,
      member_names: [owner.user.name],
      member_colours: [owner.user.id % 6],
      role: 'member',
      password: false,
      ask_first: false,
    });

    await owner.call('PATCH', `/api/chats/${uri}/`, { link_enabled: false });
    const late = await signUp(server.url);
    const unknown = await anybody.call('GET', `/api/chats/${'A'.repeat(22)}/invitation/`);
    const off = await anybody.call('GET', `/api/chats/${uri}/invitation/`);
    expect([off.status, off.body]).toEqual([404, unknown.body]);
    expect((await late.call('POST', `/api/chats/${uri}/join/`)).status).toBe(404);
    expect((await anybody.call('POST', `/api/chats/${uri}/guests/`, { name: 'Ines' })).status).toBe(404);

    await owner.call('PATCH', `/api/chats/${uri}/`, { link_enabled: true });
    expect((await late.call('POST', `/api/chats/${uri}/join/`)).status).toBe(200);
  });
});

describe('the list of chats', () => {
  test('has the newest activity first, with last message, unread count and some of the others', async () => {
    const [owner, friend] = [await signUp(server.url), await signUp(server.url)];
    const [quiet, lively] = [await startChat(owner), await startChat(owner)];
    await join(friend, lively.uri);
    await join(friend, quiet.uri);
    await post(owner, quiet.uri, 'first');
    await post(friend, lively.uri, 'mine');
    await post(owner, lively.uri, 'second');
    const { body } = await friend.call<{ chats: Chat[] }>('GET', '/api/chats/');
    expect(body.chats.map((chat) => chat.uri)).toEqual([lively.uri, quiet.uri]);
    expect(body.chats[0]).toMatchObject({
      unread_count: 1,
      role: 'member',
      member_count: 2,
      last_message: { message: 'second', user: { id: owner.user.id } },
      some_members: [{ id: owner.user.id }],
    });
  });

  test('is empty for somebody new', async () => {
    const person = await signUp(server.url);
    expect((await person.call('GET', '/api/chats/')).body).toEqual({ chats: [] });
  });
});
