import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message } from '@chatire/protocol';
import { createClient, signUp, startChat, tokenFor, wholeHistory, type Client } from './client.ts';
import { freePorts } from './free-ports.ts';
import { startServer, type RunningServer } from './start-server.ts';

const kills = 20;
const postsWanted = 2_000;
const writers = 8;

let dataDir: string;
let server: RunningServer;
beforeAll(async () => {
  dataDir = await mkdtemp(joinPath(tmpdir(), 'chatire-kill-'));
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** The default: one process with the embedded database, on one port for all its lives. */
async function start(port: number): Promise<RunningServer> {
  const PORT = String(port);
  return startServer({ env: { DATA_DIR: dataDir, RATE_LIMITS: 'off', PORT, LOG_LEVEL: 'silent' } });
}

test(`kill -9 of the server ${kills} times: every acknowledged post is in the history once, sequence 1..N`, async () => {
  const [port = 0] = await freePorts(1);
  server = await start(port);
  const person = await signUp(server.url);
  const { uri } = await startChat(person);

  const acknowledged = new Map<string, Message>();
  let next = 0;
  let signingIn: Promise<string> | undefined;

  /** Posts each text until it is acknowledged, as the page does, under the same client id. */
  async function write(client: Client): Promise<void> {
    while (next < postsWanted) {
      const body = { message: `post ${next++}`, client_id: randomUUID() };
      for (;;) {
        const answer = await client
          .call<Message>('POST', `/api/chats/${uri}/messages/`, body)
          .catch(() => undefined);
        if (answer?.status === 201) {
          acknowledged.set(body.message, answer.body);
          break;
        }
        if (answer?.status === 401)
          client.token = await (signingIn ??= tokenFor(client, person.user.username)
            // The server may be killed just now.
            .catch(() => client.token!)
            .finally(() => (signingIn = undefined)));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  const writing = Promise.all(
    Array.from({ length: writers }, () =>
      write(Object.assign(createClient(server.url), { token: person.token })),
    ),
  );
  for (let kill = 1; kill <= kills; kill++) {
    while (acknowledged.size < (kill * postsWanted) / (kills + 1))
      await new Promise((resolve) => setTimeout(resolve, 2));
    await server.stop('SIGKILL');
    server = await start(port);
  }
  await writing;

  person.token = await tokenFor(person, person.user.username);
  const messages = await wholeHistory(person, uri);
  expect(acknowledged.size).toBe(postsWanted);
  expect(messages.map((message) => message.sequence)).toEqual(messages.map((_, index) => index + 2));
  expect(messages.map((message) => message.message).toSorted()).toEqual([...acknowledged.keys()].toSorted());
  for (const message of messages) expect(acknowledged.get(message.message)).toMatchObject(message);
}, 600_000);
