import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { errorCodes, type ErrorCode, type Problem } from '@chatire/protocol';
import { isUnavailable } from '../database/database-errors.ts';
import { Refused, TooManyRequests, TooSoon } from '../errors.ts';
import { aboutRequest } from './observe-requests.ts';

/** The one place where an error becomes a status and a problem document (RFC 9457). */
export function answerWithProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refused = translate(error);
  // Closing while a body still arrives resets the connection, and whoever sends it never reads this answer. Left open,
  // Node reads the rest away, for as long as a request may take.
  if (refused.code === 'too_large') reply.removeHeader('connection');
  request.problem = refused.code;
  const { status } = errorCodes[refused.code];
  if (status >= 500) request.log.error({ ...aboutRequest(request), status, err: error }, 'A request failed.');
  return sendProblem(reply, refused);
}

export function sendProblem(reply: FastifyReply, refused: Refused): FastifyReply {
  const { code, message, errors } = refused;
  const { status } = errorCodes[code];
  const problem: Problem = { type: 'about:blank', title: titles[code], status, code, detail: message };
  if (errors) problem.errors = errors;
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (code === 'unavailable') reply.header('retry-after', '1');
  if (refused instanceof TooManyRequests || refused instanceof TooSoon)
    reply.header('retry-after', String(refused.wait));
  return reply.code(status).type('application/problem+json; charset=utf-8').send(problem);
}

const titles = {
  invalid: 'Invalid input',
  malformed: 'Malformed request',
  not_signed_in: 'Not signed in',
  token_expired: 'Token expired',
  wrong_credentials: 'Wrong credentials',
  held_enough: 'Enough messages wait',
  held_refused: 'Refused by a moderator',
  muted: 'Muted',
  code_needed: 'Code needed',
  not_allowed: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Conflict',
  too_large: 'Too large',
  unsupported_media_type: 'Unsupported media type',
  slow_mode: 'Slow mode',
  too_many_requests: 'Too many requests',
  internal: 'Internal error',
  unavailable: 'Unavailable',
} satisfies Record<ErrorCode, string>;

function translate(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (isUnavailable(error))
    return new Refused('unavailable', 'The database is not there right now. Try again in a moment.');
  const { statusCode = 500, code = '' } = error as Partial<FastifyError>;
  if (statusCode === 413) return new Refused('too_large', 'This request is too large. Send less at once.');
  if (statusCode === 415)
    return new Refused(
      'unsupported_media_type',
      'Send application/json or application/x-www-form-urlencoded.',
    );
  if (statusCode >= 400 && statusCode < 500)
    return new Refused(
      'malformed',
      code === 'FST_ERR_CTP_INVALID_JSON_BODY'
        ? 'The body is not valid JSON.'
        : 'The request could not be read.',
    );
  return new Refused(
    'internal',
    'Something went wrong here. Try again; if it stays, tell whoever runs this server.',
  );
}
