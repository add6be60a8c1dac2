import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join as inFolder } from 'node:path';
import { text } from 'node:stream/consumers';
import type { OwnChannel } from '@chatire/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../clone-database.ts';
import { join, post, signUp, startChat } from '../client.ts';
import { startServer, type RunningServer } from '../start-server.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const told: { url: string | undefined; body: string }[] = [];
const ntfy = createServer((request, response) => {
  void text(request).then((body) => {
    told.push({ url: request.url, body });
    response.writeHead(told.length === 1 ? 500 : 200).end();
  });
});
let database: TestDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: RunningServer;

beforeAll(async () => {
  ntfy.listen(0, '127.0.0.1');
  await once(ntfy, 'listening');
  database = await cloneDatabase();
  folder = await temporaryFolder('channel');
  const page = readFileSync(new URL('../../../docs/channels.md', import.meta.url), 'utf8');
  const path = inFolder(folder.path, 'ntfy.ts');
  await writeFile(path, /```ts\n([^]+?)```/.exec(page)?.[1] ?? '');
  const env = {
    DATABASE_URL: database.url,
    RATE_LIMITS: 'off',
    NOTICES_AFTER: '0',
    CHANNELS: path,
    NTFY_SERVER: `http://127.0.0.1:${(ntfy.address() as AddressInfo).port}`,
  };
  server = await startServer({ env });
});

afterAll(async () => {
  await server.stop();
  await database.drop();
  await folder.remove();
  ntfy.close();
});

test('the channel that the documentation shows is offered in the settings, and tells of a message, also after a failure', async () => {
  const [nadia, tomasz] = [await signUp(server.url, 'nadia'), await signUp(server.url, 'tomasz')];
  const { uri } = await startChat(nadia);
  await join(tomasz, uri);
  const url = '/api/users/me/channels/';
  const own = async () => (await nadia.call<{ channels: OwnChannel[] }>('GET', url)).body.channels;
  expect(await own()).toMatchObject([{ name: 'ntfy', label: 'ntfy topic', address: null }]);
  expect((await nadia.call('PUT', `${url}ntfy/`, { address: '../other' })).body.errors).toHaveProperty(
    'address',
  );
  expect((await nadia.call('PUT', `${url}mail/`, { address: 'a@b.org' })).status).toBe(404);
  expect((await nadia.call('PUT', `${url}ntfy/`, { address: 'harbour-lamp' })).status).toBe(204);
  expect(await own()).toMatchObject([{ address: 'harbour-lamp' }]);

  await post(tomasz, uri, 'are you there?');
  const said = { url: '/harbour-lamp', body: `${tomasz.user.name}: are you there?` };
  await expect.poll(() => told).toEqual([said, said]);
  expect((await nadia.call('DELETE', `${url}ntfy/`)).status).toBe(204);
  expect(await own()).toMatchObject([{ address: null }]);
});
