import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '../errors.ts';
import { sendProblem } from './problems.ts';

/** Serves the built page; every address that is no call of the interface leads to it, as its router knows the rest. */
export async function addPage(app: FastifyInstance, folder: string): Promise<void> {
  const isBuilt = existsSync(join(folder, 'index.html'));
  if (isBuilt) await serveFiles(app, folder);
  app.setNotFoundHandler((request, reply) => {
    if (isBuilt && isForPage(request)) return sendPage(reply);
    return sendProblem(reply, new Refused('not_found', 'There is nothing at this address.'));
  });
}

async function serveFiles(app: FastifyInstance, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    wildcard: false,
    index: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      const isHashed = path.includes('/assets/');
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

function sendPage(reply: FastifyReply): FastifyReply {
  return reply.sendFile('index.html');
}

function isForPage({ method, url }: FastifyRequest): boolean {
  const path = url.split('?')[0] ?? '';
  return (
    (method === 'GET' || method === 'HEAD') &&
    !/^\/(api|assets|health|ws|metrics)(\/|$)|^\/auth\/./.test(path)
  );
}
