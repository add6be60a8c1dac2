import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { acceptSockets } from './upgrade.ts';

test('from one address there are so many sockets at a time, and others come as before', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets: WebSocket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.terminate();
    server.close();
  });
  acceptSockets(server, { publicUrl: undefined, allowedOrigins: [] }, () => undefined, 2);
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
  // By way of a proxy on this machine.
  const open = async (from: string) => {
    const socket = new WebSocket(url, { headers: { 'x-forwarded-for': from } });
    sockets.push(socket);
    const status = await new Promise<number>((resolve) => {
      socket.on('open', () => resolve(101));
      socket.on('error', () => undefined);
      socket.on('unexpected-response', (_request, { statusCode, headers }) => {
        expect(headers['retry-after']).toBe('30');
        resolve(statusCode ?? 0);
      });
    });
    return { socket, status };
  };
  const [first, second, third] = [
    await open('198.51.100.1'),
    await open('198.51.100.1'),
    await open('198.51.100.1'),
  ];
  expect([first.status, second.status, third.status]).toEqual([101, 101, 429]);
  const neighbour = await open('198.51.100.2');
  expect(neighbour.status).toBe(101);
  first.socket.terminate();
  await once(first.socket, 'close');
  await expect.poll(async () => (await open('198.51.100.1')).status).toBe(101);
});
