import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { problemSchema } from '@chatire/protocol';

/** The application as the route files see it: bodies, queries and parameters have the types of their schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export function problemOf(description: string) {
  return { description, content: { 'application/problem+json': { schema: problemSchema } } };
}

/** What every route may answer besides its own. */
export const problems = {
  400: problemOf('Bad input: `errors` has sentences for each field.'),
  429: problemOf('Too many requests: try again after `Retry-After` seconds.'),
  503: problemOf('The database is not there right now: try again.'),
};

export const problemsSignedIn = { ...problems, 401: problemOf('Not signed in.') };

export const problemsOfChat = {
  ...problemsSignedIn,
  403: problemOf('A member may not do this.'),
  404: problemOf('No such chat, or none that the caller may see.'),
};

/** What clients may send bodies as. */
export const consumes = ['application/json', 'application/x-www-form-urlencoded'];
/** For OpenAPI: the route wants a token. */
export const security = [{ token: [] }];

/** For what the database has made into JSON already. */
export function sendJson<Reply extends { type(contentType: string): { send(text: never): Reply } }>(
  reply: Reply,
  text: string,
): Reply {
  return reply.type('application/json; charset=utf-8').send(text as never);
}
