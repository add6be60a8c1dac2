import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import serverPackage from '../../package.json' with { type: 'json' };
import { textFrame } from './text-frame.ts';
import { acceptSockets } from './upgrade.ts';

/*
 * Frames are written past `ws` to the stream below it. What that relies on is tried here with the very version of `ws` that is pinned:
 * raise the pin only together with a green run of this file.
 */

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

test('the version of ws is pinned and is the one that is installed', () => {
  const installed = createRequire(import.meta.url)('ws/package.json') as { version: string };
  expect(serverPackage.dependencies.ws).toBe(installed.version);
});

test('frames written past ws and frames of ws itself arrive whole and in order', async () => {
  const { client, socket, stream } = await openPair();
  const got: string[] = [];
  const pings: string[] = [];
  client.on('message', (data) => got.push(String(data)));
  client.on('ping', (data) => pings.push(String(data)));
  const sent: string[] = [];
  for (let index = 0; index < 400; index++) {
    // Each length of header, and more than the system takes at once.
    const text = `${index} ${'ż'.repeat([1, 70, 700, 40_000][index % 4]!)}`;
    sent.push(text);
    if (index % 3 === 0) socket.send(text);
    else stream.write(textFrame(text));
    if (index % 7 === 0) socket.ping(String(index));
  }
  socket.close(4006, 'slow');
  const [code] = (await once(client, 'close')) as [number];
  expect(got.map(brief)).toEqual(sent.map(brief));
  expect(got.every((text, index) => text === sent[index])).toBe(true);
  expect(pings).toEqual(sent.flatMap((_, index) => (index % 7 === 0 ? [String(index)] : [])));
  expect(code).toBe(4006);
});

test('corked frames keep their place among those of ws', async () => {
  const { client, socket, stream } = await openPair();
  const got: string[] = [];
  client.on('message', (data) => got.push(String(data)));
  stream.cork();
  stream.write(textFrame('one'));
  socket.send('two');
  stream.write(textFrame('three'));
  stream.uncork();
  socket.send('four');
  socket.close();
  await once(client, 'close');
  expect(got).toEqual(['one', 'two', 'three', 'four']);
});

test('what is written past ws counts as buffered, and nothing is compressed', async () => {
  const { client, socket, stream } = await openPair({ perMessageDeflate: true });
  client.pause();
  const frame = textFrame('x'.repeat(1024 * 1024));
  for (let index = 0; index < 20; index++) stream.write(frame);
  expect(socket.bufferedAmount).toBeGreaterThan(frame.length);
  expect(socket.bufferedAmount).toBe(stream.writableLength);
  expect(socket.extensions).toBe('');
  client.terminate();
});

async function openPair(
  options: { perMessageDeflate?: boolean } = {},
): Promise<{ client: WebSocket; socket: WebSocket; stream: Duplex }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const opened = new Promise<{ socket: WebSocket; stream: Duplex }>((resolve) => {
    acceptSockets(server, { publicUrl: undefined, allowedOrigins: [] }, (socket, stream) =>
      resolve({ socket, stream }),
    );
  });
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`, options);
  await once(client, 'open');
  ends.push(
    () => client.terminate(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  return { client, ...(await opened) };
}

function brief(text: string): string {
  return `${text.slice(0, 10)} ${text.length}`;
}
