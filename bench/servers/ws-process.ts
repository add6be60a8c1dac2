import { WebSocketServer, type WebSocket } from 'ws';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { answerCalls } from '../answer-calls.ts';
import { openControl } from '../control.ts';
import { nextEvent, type EventSource } from '../event.ts';

/** A peer: what one writes first. Each event is encoded once and sent to each socket of its chat in a loop. */
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
const chats = new Map<number, Set<WebSocket>>();
let sources: EventSource[] = [];
let turn = 0;

server.on('connection', (socket, request) => {
  const chat = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('chat'));
  const members = chats.get(chat) ?? new Set();
  chats.set(chat, members.add(socket));
  socket.on('close', () => members.delete(socket));
});
await once(server, 'listening');
const control = await openControl((count) => {
  for (; count > 0; count--) {
    const chat = turn++ % sources.length;
    const frame = JSON.stringify(nextEvent(sources[chat]!));
    for (const socket of chats.get(chat) ?? []) socket.send(frame);
  }
});
answerCalls({
  ports: () => ({ port: (server.address() as AddressInfo).port, control }),
  use(newSources: EventSource[]) {
    sources = newSources;
    turn = 0;
  },
});
