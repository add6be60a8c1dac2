import type { FastifyReply, FastifyRequest } from 'fastify';
import { limits } from '@chatire/protocol';

/** The cookie that holds a session's secret: out of reach for scripts and for other sites. */
export interface SessionCookie {
  set(reply: FastifyReply, secret: string): void;
  read(request: FastifyRequest): string | undefined;
  clear(reply: FastifyReply): void;
}

/** `__Host-` binds the cookie to this very host, and wants https. */
export function createSessionCookie(secure: boolean): SessionCookie {
  const name = secure ? '__Host-chatire' : 'chatire';
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  return {
    set: (reply, secret) =>
      void reply.setCookie(name, secret, { ...options, maxAge: limits.sessionLifetime / 1000 }),
    read: (request) => request.cookies[name],
    clear: (reply) => void reply.clearCookie(name, options),
  };
}
