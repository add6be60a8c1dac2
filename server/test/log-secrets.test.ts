import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { createClient, join, password, signUp, startChat } from './client.ts';
import { connect } from './socket.ts';
import { useServer } from './use-server.ts';

const server = useServer({ LOG_LEVEL: 'trace' });

test('at its most talkative, and when the database fails, the log holds no secret and nothing that people wrote', async () => {
  const said = `said-${randomUUID()}`;
  const secrets: Record<string, string> = { password, 'wrong password': `wrong-${randomUUID()}`, said };
  const person = await signUp(server.url);
  const email = `mail-${randomUUID()}@example.org`;
  const anybody = createClient(server.url);
  await anybody.call('POST', '/auth/users/create/', { username: randomUUID(), password, email });
  secrets['e-mail'] = email;
  const credentials = { username: person.user.username, password };
  const signedIn = await person.call<{ auth_token: string }>('POST', '/auth/token/create/', credentials);
  await person.call('POST', '/auth/token/create/', { ...credentials, password: secrets['wrong password'] });
  secrets['token'] = person.token ?? '';
  secrets['another token'] = signedIn.body.auth_token;
  for (const cookie of signedIn.headers.getSetCookie())
    secrets[`cookie ${cookie.split('=')[0]}`] = /=([^;]+)/.exec(cookie)?.[1] ?? '';
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  await anybody.call('POST', '/auth/token/refresh/', undefined, { cookie });
  await anybody.call('POST', '/auth/token/refresh/', { token: secrets['token'] });

  const { uri } = await startChat(person);
  secrets['link'] = uri;
  const friend = await signUp(server.url);
  await join(friend, uri);
  await anybody.call('POST', `/api/chats/${uri}/guests/`, { name: said });
  const socket = await connect(person);
  socket.send({ type: 'typing', chat: uri, text: said } as never);
  await socket.closed();
  await fetch(`${server.url}/auth/openid/callback/?code=${said}&state=${said}`);
  for (const body of [`{"message": "${said}"`, `{"message": {"${said}": 1}}`])
    await fetch(`${server.url}/api/chats/${uri}/messages/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${person.token}` },
      body,
    });

  // PostgreSQL tells of the whole row that it refuses, and of the value that it can't read.
  await asAdministrator(`
    alter table messages add constraint nothing_more check (text = '') not valid;
    create function unreadable() returns trigger language plpgsql as
      $$ begin perform new.name::int; return new; end $$;
    create trigger unreadable before update on users for each row execute function unreadable();`);
  const refused = await person.call('POST', `/api/chats/${uri}/messages/`, { message: said });
  const unread = await person.call('PATCH', '/api/users/me/', { name: said });
  expect([refused.status, unread.status]).toEqual([500, 500]);
  expect(JSON.stringify([refused.body, unread.body])).not.toContain(said);

  const log = () => server.server.output();
  await vi.waitFor(() => expect(log().match(/A request failed/g)).toHaveLength(2), 30_000);
  expect(log(), 'what does say where the fault is').toContain('nothing_more');
  const found = Object.entries(secrets).filter(([, secret]) => secret === '' || log().includes(secret));
  expect(found.map(([name]) => name)).toEqual([]);
});

async function asAdministrator(statement: string): Promise<void> {
  const client = new pg.Client(server.database.connection);
  await client.connect();
  await client.query(statement);
  await client.end();
}
