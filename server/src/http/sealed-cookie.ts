import { hkdfSync } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import type { z } from 'zod';
import type { PublicPlace } from '../public-place.ts';
import { placeCookie } from './place-cookie.ts';

/** What a browser keeps for us for a while, and can neither read nor write. */
export interface SealedCookie<Content> {
  set(reply: FastifyReply, content: Content): Promise<void>;
  /** Good for one try: it is gone after it. */
  take(request: FastifyRequest, reply: FastifyReply): Promise<Content | undefined>;
}

interface Form<Content> {
  /** The cookie's, and what its key is for: none opens another's. */
  name: string;
  schema: z.ZodType<Content>;
  /** Seconds. */
  lifetime: number;
  sameSite: 'lax' | 'strict';
  /** Where it is sent to without https. */
  path: string;
}

export function createSealedCookie<Content extends Record<string, unknown>>(
  place: PublicPlace,
  secret: Uint8Array,
  { name: plainName, schema, lifetime, sameSite, path: plainPath }: Form<Content>,
): SealedCookie<Content> {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', `chatire ${plainName} cookie`, 32));
  const { name, path, secure } = placeCookie(place, `chatire-${plainName}`, plainPath);
  const options = { path, httpOnly: true, sameSite, secure } as const;

  async function open(sealed: string): Promise<Content | undefined> {
    try {
      const { payload } = await jwtDecrypt(sealed, key, { requiredClaims: ['exp'] });
      return schema.safeParse(payload).data;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  return {
    async set(reply, content) {
      const sealed = await new EncryptJWT({ ...content })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setExpirationTime(`${lifetime}s`)
        .encrypt(key);
      reply.setCookie(name, sealed, { ...options, maxAge: lifetime });
    },
    async take(request, reply) {
      reply.clearCookie(name, options);
      const sealed = request.cookies[name];
      return sealed === undefined ? undefined : open(sealed);
    },
  };
}
