import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '../errors.ts';
import { sendProblem } from './problems.ts';

/** Serves the built page; every address that is no call of the interface leads to it, as its router knows the rest. */
export async function addPage(app: FastifyInstance, folder: string, publicPath: string): Promise<void> {
  const file = join(folder, 'index.html');
  const sendPage = existsSync(file) ? await openPage(readFileSync(file, 'utf8'), publicPath) : undefined;
  if (sendPage) await serveFiles(app, folder);
  const answer = (request: FastifyRequest, reply: FastifyReply) => {
    if (sendPage && isForPage(request)) return sendPage(request, reply);
    return sendProblem(reply, new Refused('not_found', 'There is nothing at this address.'));
  };
  // Before the body is looked at: what is unknown answers the same to whatever is sent.
  app.addHook('onRequest', async (request, reply) => (request.is404 ? answer(request, reply) : undefined));
  // For routes that are unknown ones to most.
  app.setNotFoundHandler(answer);
}

async function serveFiles(app: FastifyInstance, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    wildcard: false,
    globIgnore: ['index.html*'],
    index: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      const isHashed = path.includes('/assets/');
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

/** What it needs lies at addresses relative to it; it itself stands at any depth. So these are written out, as here they are. */
async function openPage(built: string, publicPath: string) {
  const html = Buffer.from(built.replaceAll('="./', `="${publicPath}/`));
  const [br, gz] = await Promise.all([promisify(brotliCompress)(html), promisify(gzip)(html)]);
  const etag = `W/"${createHash('sha256').update(html).digest('base64url')}"`;

  return ({ headers }: FastifyRequest, reply: FastifyReply): FastifyReply => {
    void reply.headers({ 'cache-control': 'no-cache', etag, vary: 'accept-encoding' });
    if (headers['if-none-match']?.includes(etag)) return reply.code(304).send();
    void reply.type('text/html; charset=utf-8');
    const accepted = String(headers['accept-encoding']);
    if (/\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').send(br);
    if (/\bgzip\b/.test(accepted)) return reply.header('content-encoding', 'gzip').send(gz);
    return reply.send(html);
  };
}

function isForPage({ method, url }: FastifyRequest): boolean {
  const path = url.split('?')[0] ?? '';
  return (
    (method === 'GET' || method === 'HEAD') &&
    !/^\/(api|assets|health|ws|metrics)(\/|$)|^\/auth\/./.test(path)
  );
}
