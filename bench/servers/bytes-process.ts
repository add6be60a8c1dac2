import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { answerCalls } from '../answer-calls.ts';

/** The ceiling: a bare Fastify route that answers with bytes that it has already. */
const app = Fastify();
let bytes = '';
app.get('/*', (_request, reply) => reply.type('application/json').send(bytes));
await app.listen({ port: 0, host: '127.0.0.1' });

answerCalls({
  port: () => (app.server.address() as AddressInfo).port,
  useBytes: (text: string) => {
    bytes = text;
  },
});
