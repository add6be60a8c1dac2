import formBody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';

/** JSON and forms. An empty JSON body is no body: old clients send the header without one. */
export async function addBodyParsers(app: FastifyInstance): Promise<void> {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, String(body), done);
  });
  await app.register(formBody);
}
