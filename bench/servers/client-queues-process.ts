import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Connection } from 'rabbitmq-client';
import { WebSocketServer } from 'ws';
import { answerCalls } from '../answer-calls.ts';
import { openControl } from '../control.ts';
import { nextEvent, type EventSource } from '../event.ts';

/** A peer, the old design: for each client a connection to RabbitMQ and an exclusive queue of its own. */
const url = process.env['AMQP_URL']!;
const exchange = 'old-design';
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
await once(server, 'listening');
const publishing = new Connection(url);
const publisher = publishing.createPublisher({ exchanges: [{ exchange, type: 'direct', autoDelete: true }] });
let sources: EventSource[] = [];
let turn = 0;
let ready = 0;

server.on('connection', (socket, request) => {
  const chat = new URL(request.url ?? '', 'http://localhost').searchParams.get('chat') ?? '';
  const connection = new Connection(url);
  const consumer = connection.createConsumer(
    {
      noAck: true,
      queueOptions: { exclusive: true },
      exchanges: [{ exchange, type: 'direct', autoDelete: true }],
      queueBindings: [{ exchange, routingKey: chat }],
    },
    (message) => socket.send(String(message.body)),
  );
  consumer.once('ready', () => ready++);
  socket.on('close', () => void consumer.close().then(() => connection.close()));
});
const control = await openControl((count) => {
  for (; count > 0; count--) {
    const chat = turn++ % sources.length;
    void publisher.send({ exchange, routingKey: String(chat) }, JSON.stringify(nextEvent(sources[chat]!)));
  }
});
answerCalls({
  ports: () => ({ port: (server.address() as AddressInfo).port, control }),
  ready: () => ready,
  use(newSources: EventSource[]) {
    sources = newSources;
    turn = 0;
  },
});
