import type { FastifyReply, FastifyRequest } from 'fastify';
import { limits } from '@chatire/protocol';

/** A cookie that holds a secret: out of reach for scripts and for other sites. */
export interface SecretCookie {
  set(reply: FastifyReply, secret: string): void;
  read(request: FastifyRequest): string | undefined;
  clear(reply: FastifyReply): void;
}

/** That of a session. */
export const createSessionCookie = (secure: boolean) =>
  createSecretCookie('chatire', limits.sessionLifetime, secure);

/** That of a browser in which somebody has signed in. It stays when they sign out. */
export const createDeviceCookie = (secure: boolean) =>
  createSecretCookie('chatire-device', limits.deviceLifetime, secure);

/** `__Host-` binds the cookie to this very host, and wants https. */
function createSecretCookie(plainName: string, lifetime: number, secure: boolean): SecretCookie {
  const name = secure ? `__Host-${plainName}` : plainName;
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  return {
    set: (reply, secret) => void reply.setCookie(name, secret, { ...options, maxAge: lifetime / 1000 }),
    read: (request) => request.cookies[name],
    clear: (reply) => void reply.clearCookie(name, options),
  };
}
