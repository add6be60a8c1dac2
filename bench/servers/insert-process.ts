import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { answerCalls } from '../answer-calls.ts';
import { createPlainPosts } from '../post-store.ts';

/** The baseline: a bare Fastify that checks the token's signature and writes each post by a statement of its own. */
const app = Fastify();
const post = createPlainPosts(process.env['DATABASE_URL']!);
let secret: Buffer = Buffer.alloc(0);

app.post<{ Params: { uri: string }; Body: { message: string; client_id: string } }>(
  '/api/chats/:uri/messages/',
  async (request, reply) => {
    const authorId = userOf(request.headers.authorization?.slice('Bearer '.length) ?? '');
    const { message, client_id } = request.body;
    const { uri } = request.params;
    const written = await post({ uri, authorId, clientId: client_id, text: message });
    return reply.code(201).send({ ...written, client_id, message, user: { id: authorId }, uri });
  },
);
await app.listen({ port: 0, host: '127.0.0.1' });

function userOf(token: string): number {
  const [header, payload, signature = ''] = token.split('.');
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error('Who is that?');
  return (JSON.parse(String(Buffer.from(payload ?? '', 'base64url'))) as { user_id: number }).user_id;
}

answerCalls({
  port: () => (app.server.address() as AddressInfo).port,
  useSecret: (base64: string) => {
    secret = Buffer.from(base64, 'base64');
  },
});
