import type { OwnPush, Self } from '@chatire/protocol';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, join, post, signUp, startChat, type Person } from '../client.ts';
import { startPushService } from '../push-service.ts';
import { startReceiver } from '../receiver.ts';
import { useServer } from '../use-server.ts';

const server = useServer({ WEBHOOKS_PRIVATE: 'on', NOTICES_AFTER: '0' });
let service: Awaited<ReturnType<typeof startPushService>>;
beforeAll(async () => void (service = await startPushService()));
afterAll(() => service.stop());

const url = '/api/users/me/push/';
const own = async (person: Person) => (await person.call<OwnPush>('GET', url)).body;

/** A browser in which the person is signed in, and wants to be told. */
async function tell(person: Person) {
  const browser = await service.subscribe((await own(person)).public_key);
  const { endpoint, keys } = browser;
  const answer = await person.call('PUT', url, { endpoint, keys });
  expect(answer.status).toBe(204);
  return browser;
}

test('a message reaches a browser whose page is closed, sealed for it alone, and only as much as the person wants', async () => {
  const [nadia, tomasz] = [await signUp(server.url, 'nadia'), await signUp(server.url, 'tomasz')];
  const { uri } = await startChat(nadia);
  await nadia.call('PATCH', `/api/chats/${uri}/`, { name: 'Crew' });
  await join(tomasz, uri);
  const browser = await tell(nadia);

  const first = await post(tomasz, uri, 'are **you** there?');
  await expect
    .poll(() => service.told(browser))
    .toEqual([
      {
        tag: uri,
        title: 'Crew',
        body: `${tomasz.user.name}: are you there?`,
        path: `/chats/${uri}/${first.sequence}`,
        sequence: first.sequence,
      },
    ]);

  await nadia.call('PATCH', '/api/users/me/settings/', { notice_texts: false, language: 'pl' });
  await post(tomasz, uri, 'a secret');
  await expect.poll(async () => (await service.told(browser)).length).toBe(2);
  expect((await service.told(browser)).at(-1)).toMatchObject({ title: 'Crew', body: '1 nowa wiadomość' });
});

test('whoever missed very much is told once, of the newest', async () => {
  const [nadia, tomasz] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(nadia);
  await nadia.call('PATCH', `/api/chats/${uri}/`, { name: 'Crew' });
  await join(tomasz, uri);
  const browser = await tell(nadia);
  const quiet = (quiet_hours: object | null) =>
    nadia.call('PATCH', '/api/users/me/settings/', { quiet_hours });
  await quiet({ from: '00:00', to: '00:00' });
  await Promise.all(Array.from({ length: 110 }, (_, n) => post(tomasz, uri, `message ${n}`)));
  const { sequence } = await post(tomasz, uri, 'the last one');
  await quiet(null);
  await expect.poll(async () => (await service.told(browser)).at(-1)?.sequence).toBe(sequence);
  expect(await service.told(browser)).toMatchObject([{ title: 'Crew (100+)', sequence }]);
});

test('a guest is told as everybody is', async () => {
  const nadia = await signUp(server.url);
  const { uri } = await startChat(nadia);
  const ines = Object.assign(createClient(server.url), { user: {} as Self });
  const { body } = await ines.call<{ auth_token: string }>('POST', `/api/chats/${uri}/guests/`, {
    name: 'Ines',
  });
  ines.token = body.auth_token;
  const browser = await tell(ines);
  await post(nadia, uri, 'you too');
  await expect.poll(async () => (await service.told(browser)).length).toBe(1);
});

test('a person can try it, and a browser that gave the subscription up is forgotten', async () => {
  const person = await signUp(server.url);
  expect((await person.call('POST', `${url}test/`)).status).toBe(404);
  const browser = await tell(person);
  expect(await own(person)).toMatchObject({ endpoint: browser.endpoint });
  expect((await person.call('POST', `${url}test/`)).status).toBe(204);
  expect(await service.told(browser)).toMatchObject([{ tag: 'trial', title: 'It works' }]);

  await service.expire(browser);
  expect((await person.call('POST', `${url}test/`)).status).toBe(404);
  expect(await own(person)).toMatchObject({ endpoint: null });
  await person.call('PUT', url, { endpoint: 'http://localhost:9/none', keys: browser.keys });
  expect((await person.call('POST', `${url}test/`)).status).toBe(409);
});

test('the end of a subscription does not end the one that came in its place meanwhile', async () => {
  const [nadia, tomasz] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(nadia);
  await join(tomasz, uri);
  const receiver = await startReceiver();
  Object.assign(receiver.answer, { status: 410, after: 1_000 });
  const browser = await tell(nadia);
  const { endpoint, keys } = browser;
  await nadia.call('PUT', url, { endpoint: receiver.url, keys });
  await post(tomasz, uri, 'to the old one');
  await expect.poll(() => receiver.received.length).toBe(1);
  await nadia.call('PUT', url, { endpoint, keys });
  await sleep(1_500);
  await receiver.stop();
  expect(await own(nadia)).toMatchObject({ endpoint });
  await post(tomasz, uri, 'to the new one');
  await expect.poll(async () => (await service.told(browser)).length).toBe(1);
});

test('the end of a sign-in ends its pushes, a browser belongs to the one who used it last, and one can stop', async () => {
  const person = await signUp(server.url);
  const browser = await tell(person);
  const stranger = await signUp(server.url);
  const { endpoint, keys } = browser;
  expect((await stranger.call('PUT', url, { endpoint, keys })).status).toBe(204);
  expect(await own(person)).toMatchObject({ endpoint: null });
  expect((await stranger.call('DELETE', url)).status).toBe(204);
  expect(await own(stranger)).toMatchObject({ endpoint: null });

  await tell(person);
  await person.call('POST', '/auth/sign-out/');
  const database = new pg.Client(server.database.connection);
  await database.connect();
  const { rows } = await database.query('select channel from targets where user_id = $1', [person.user.id]);
  await database.end();
  expect(rows).toEqual([]);
});
