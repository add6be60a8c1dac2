import type { FastifyReply, FastifyRequest } from 'fastify';
import { limits } from '@chatire/protocol';
import type { PublicPlace } from '../public-place.ts';
import { placeCookie } from './place-cookie.ts';

/** A cookie that holds a secret: out of reach for scripts and for other sites. */
export interface SecretCookie {
  set(reply: FastifyReply, secret: string): void;
  read(request: FastifyRequest): string | undefined;
  clear(reply: FastifyReply): void;
}

/** That of a session. */
export const createSessionCookie = (place: PublicPlace) =>
  createSecretCookie('chatire', limits.sessionLifetime, place);

/** That of a browser in which somebody has signed in. It stays when they sign out. */
export const createDeviceCookie = (place: PublicPlace) =>
  createSecretCookie('chatire-device', limits.deviceLifetime, place);

function createSecretCookie(plainName: string, lifetime: number, place: PublicPlace): SecretCookie {
  const { name, path, secure } = placeCookie(place, plainName);
  const options = { path, httpOnly: true, sameSite: 'strict', secure } as const;
  return {
    set: (reply, secret) => void reply.setCookie(name, secret, { ...options, maxAge: lifetime / 1000 }),
    read: (request) => request.cookies[name],
    clear: (reply) => void reply.clearCookie(name, options),
  };
}
