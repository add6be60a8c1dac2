import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Server } from 'socket.io';
import { answerCalls } from '../answer-calls.ts';
import { openControl } from '../control.ts';
import { nextEvent, type EventSource } from '../event.ts';

/** A peer: Socket.IO as it comes, WebSockets only, a room for each chat. */
const http = createServer().listen(0, '127.0.0.1');
await once(http, 'listening');
const io = new Server(http, { transports: ['websocket'], serveClient: false });
let sources: EventSource[] = [];
let turn = 0;

io.on('connection', (socket) => void socket.join(String(socket.handshake.query['chat'])));
const control = await openControl((count) => {
  for (; count > 0; count--) {
    const chat = turn++ % sources.length;
    io.to(String(chat)).emit('event', nextEvent(sources[chat]!));
  }
});
answerCalls({
  ports: () => ({ port: (http.address() as AddressInfo).port, control }),
  use(newSources: EventSource[]) {
    sources = newSources;
    turn = 0;
  },
});
