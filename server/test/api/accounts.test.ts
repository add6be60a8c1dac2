import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import type { Problem, Self } from '@chatire/protocol';
import { createClient, password, signUp, startChat, tokenFor } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();
const fresh = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;

describe('sign-up', () => {
  test('gives id, username and email, and the account can sign in', async () => {
    const client = createClient(server.url);
    const username = fresh('maciek');
    const created = await client.call<Self>('POST', '/auth/users/create/', {
      username,
      password,
      email: 'm@example.org',
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ id: expect.any(Number), username, email: 'm@example.org' });
    client.token = await tokenFor(client, username);
    expect((await client.call('GET', '/auth/me/')).body).toMatchObject({
      id: created.body.id,
      username,
      email: 'm@example.org',
    });
  });

  test('takes a form and a path without its last slash', async () => {
    const client = createClient(server.url);
    const answer = await client.call(
      'POST',
      '/auth/users/create',
      new URLSearchParams({ username: fresh('form'), password }),
    );
    expect(answer.status).toBe(201);
  });

  test('a user name is unique whatever the case of letters, in any script', async () => {
    const client = createClient(server.url);
    const username = fresh('Łukasz');
    expect((await client.call('POST', '/auth/users/create/', { username, password })).status).toBe(201);
    const again = await client.call('POST', '/auth/users/create/', {
      username: username.toUpperCase(),
      password,
    });
    expect(again.status).toBe(400);
    expect(again.body.errors).toEqual({ username: ['This user name is taken.'] });
  });

  test('a user name that looks like one that is taken is refused, and free again with that account', async () => {
    const ada = await signUp(server.url, 'ada');
    const username = ada.user.username.replaceAll('a', '\u{430}');
    const again = () => createClient(server.url).call('POST', '/auth/users/create/', { username, password });
    expect((await again()).body.errors).toEqual({
      username: ['This user name looks like one that is taken.'],
    });
    await ada.call('POST', '/api/users/me/delete/', { password, messages: 'keep' });
    expect((await again()).status).toBe(201);
  });

  test('of two sign-ups with one name at the same time, one gets it and the other a sentence', async () => {
    const username = fresh('twin');
    const answers = await Promise.all(
      [1, 2].map(() => createClient(server.url).call('POST', '/auth/users/create/', { username, password })),
    );
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, 400]);
  });

  test.each([
    ['short1x', 'Must have at least 8 characters.'],
    ['password123', 'This password is too common.'],
    ['8374659201', 'Must not be only digits.'],
    ['marguerite1', 'Too like your user name.'],
    ['harbour.lamp', 'Too like your e-mail address.'],
  ])('the password %s is refused: %s', async (weak, sentence) => {
    const client = createClient(server.url);
    const body = { username: 'marguerite', password: weak, email: 'harbourlamp@example.org' };
    const answer = await client.call('POST', '/auth/users/create/', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.['password']).toContain(sentence);
  });

  test('everything that is wrong is said at once, at the field concerned', async () => {
    const { status, body, headers } = await createClient(server.url).call('POST', '/auth/users/create/', {
      username: 'no spaces!',
      email: 'nowhere',
    });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ status: 400, code: 'invalid' });
    expect(body.errors).toEqual({
      username: ['May contain only letters, digits and @ . + - _'],
      password: ['This field is required.'],
      email: ['Enter a valid e-mail address.'],
    });
  });

  test('a name that only a guest can have is refused', async () => {
    const answer = await createClient(server.url).call('POST', '/auth/users/create/', {
      username: 'guest:ines',
      password,
    });
    expect(answer.body.errors).toHaveProperty('username');
  });
});

describe('tokens', () => {
  test('an unknown name and a wrong password get the same answer', async () => {
    const { user } = await signUp(server.url);
    const client = createClient(server.url);
    const wrong = await client.call('POST', '/auth/token/create/', {
      username: user.username,
      password: 'something else',
    });
    const unknown = await client.call('POST', '/auth/token/create/', { username: fresh('nobody'), password });
    expect(wrong.status).toBe(400);
    expect(wrong.body.code).toBe('wrong_credentials');
    expect(unknown.body).toEqual(wrong.body);
  });

  test.each(['Bearer', 'JWT', 'Token', 'bEaReR', 'jwt', 'TOKEN'])(
    'the scheme %s is accepted',
    async (scheme) => {
      const { token, user } = await signUp(server.url);
      const client = createClient(server.url);
      const answer = await client.call<Self>('GET', '/auth/me/', undefined, {
        authorization: `${scheme} ${token}`,
      });
      expect(answer.body.id).toBe(user.id);
    },
  );

  test('lives for five minutes, and a renewed one keeps the first issue time', async () => {
    const person = await signUp(server.url);
    const first = decodeJwt(person.token ?? '');
    expect((first.exp ?? 0) - (first.iat ?? 0)).toBe(300);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const renewed = await createClient(server.url).call<{ auth_token: string }>(
      'POST',
      '/auth/token/refresh/',
      { token: person.token },
    );
    const second = decodeJwt(renewed.body.auth_token);
    expect(second['orig_iat']).toBe(first['orig_iat']);
    expect(second.iat).toBeGreaterThan(first.iat ?? 0);
  });

  test('the session cookie is HttpOnly and SameSite=Strict, and renews the token without a body', async () => {
    const { user } = await signUp(server.url);
    const client = createClient(server.url);
    const signedIn = await client.call('POST', '/auth/token/create/', { username: user.username, password });
    const cookie = signedIn.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    const renewed = await client.call<{ auth_token: string }>(
      'POST',
      '/auth/token/refresh/',
      undefined,
      headers,
    );
    client.token = renewed.body.auth_token;
    expect((await client.call<Self>('GET', '/auth/me/')).body.id).toBe(user.id);

    const elsewhere = await client.call('POST', '/auth/token/refresh/', undefined, {
      ...headers,
      origin: 'https://evil.example',
    });
    expect(elsewhere.status).toBe(401);
  });

  test('after signing out, tokens and cookie of that session are refused and its sockets close; others go on', async () => {
    const here = await signUp(server.url);
    const signedIn = await here.call<{ auth_token: string }>('POST', '/auth/token/create/', {
      username: here.user.username,
      password,
    });
    const there = { ...here, token: signedIn.body.auth_token };
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const [hereSocket, thereSocket] = [await connect(here), await connect(there)];

    expect(
      (
        await createClient(server.url).call('POST', '/auth/sign-out/', undefined, {
          authorization: `Bearer ${there.token}`,
        })
      ).status,
    ).toBe(204);
    expect(await thereSocket.closed()).toMatchObject({ code: 4004 });
    const old = createClient(server.url);
    expect(
      (await old.call('GET', '/auth/me/', undefined, { authorization: `Bearer ${there.token}` })).status,
    ).toBe(401);
    expect((await old.call('POST', '/auth/token/refresh/', { token: there.token })).status).toBe(401);
    expect((await old.call('POST', '/auth/token/refresh/', undefined, { cookie })).status).toBe(401);

    expect((await here.call('GET', '/auth/me/')).status).toBe(200);
    hereSocket.send({ type: 'ping' });
    await hereSocket.waitForType('pong');
    await hereSocket.close();
  });
});

describe('guests', () => {
  test('join with nothing but a name, and keep id, name, messages and chats when they take a password', async () => {
    const owner = await signUp(server.url);
    const { uri } = await startChat(owner);
    const guest = createClient(server.url);
    const joined = await guest.call<{ auth_token: string; user: Self }>('POST', `/api/chats/${uri}/guests/`, {
      name: '  Inès 🌻 ',
    });
    expect(joined.status).toBe(201);
    expect(joined.headers.get('set-cookie')).toContain('HttpOnly');
    expect(joined.body.user).toMatchObject({ name: 'Inès 🌻', kind: 'guest' });
    guest.token = joined.body.auth_token;
    const said = await guest.call<{ id: number }>('POST', `/api/chats/${uri}/messages/`, {
      message: 'hello',
    });

    const username = fresh('ines');
    const kept = await guest.call<Self>('POST', '/auth/users/keep/', { username, password });
    expect(kept.body).toMatchObject({ id: joined.body.user.id, username, name: 'Inès 🌻', kind: 'account' });

    const back = createClient(server.url);
    back.token = await tokenFor(back, username);
    const { body } = await back.call<{ messages: { id: number; user: Self }[] }>(
      'GET',
      `/api/chats/${uri}/messages/`,
    );
    expect(body.messages).toMatchObject([{ id: said.body.id, user: { id: joined.body.user.id, username } }]);
    expect(
      (await back.call('POST', '/auth/users/keep/', { username: fresh('again'), password })).status,
    ).toBe(409);
  });

  test('can neither start chats nor add people by name', async () => {
    const owner = await signUp(server.url);
    const { uri } = await startChat(owner);
    const guest = createClient(server.url);
    const { body } = await guest.call<{ auth_token: string }>('POST', `/api/chats/${uri}/guests/`, {
      name: 'Ines',
    });
    guest.token = body.auth_token;
    const other = await signUp(server.url);
    expect((await guest.call('POST', '/api/chats/')).body.code).toBe('not_allowed');
    expect(
      (await guest.call('PATCH', `/api/chats/${uri}/`, { username: other.user.username })).body.code,
    ).toBe('not_allowed');
  });

  test.each(['', '   ', '\u200b\u200b', '\u202e', 'x'.repeat(61)])(
    'the name %j is refused at its field',
    async (name) => {
      const owner = await signUp(server.url);
      const { uri } = await startChat(owner);
      const answer = await createClient(server.url).call<Problem>('POST', `/api/chats/${uri}/guests/`, {
        name,
      });
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toHaveProperty('name');
    },
  );
});
