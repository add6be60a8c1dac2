import type { FastifyRequest } from 'fastify';
import type { Visitor } from '../accounts/sign-in.ts';
import { addressOf } from '../client-address.ts';
import type { Bearer } from '../links/come-in.ts';
import type { SecretCookie } from './session-cookie.ts';

/** Who asks, as far as a request without a token says. */
export function visitorOf(request: FastifyRequest, deviceCookie: SecretCookie): Visitor {
  return {
    address: addressOf(request.ip),
    userAgent: request.headers['user-agent'] ?? '',
    device: deviceCookie.read(request),
  };
}

/** Who comes by a link. */
export const bearerOf = ({ ip }: FastifyRequest, password: string | undefined): Bearer => ({
  password,
  address: addressOf(ip),
});
