import { hkdfSync } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import { z } from 'zod';

const flowSchema = z.object({
  checks: z.object({ state: z.string(), nonce: z.string(), verifier: z.string() }),
  next: z.string(),
  /** Whose account to connect: that of this session. null: somebody signs in. */
  sessionId: z.string().nullable(),
});
/** What a browser takes along to the provider and brings back. */
export type Flow = z.infer<typeof flowSchema>;

export interface OpenIdCookie {
  set(reply: FastifyReply, flow: Flow): Promise<void>;
  /** Good for one try: it is gone after it. */
  take(request: FastifyRequest, reply: FastifyReply): Promise<Flow | undefined>;
}

/** Seconds that somebody may take at the provider. */
const lifetime = 10 * 60;

/**
 * Sealed, so that nobody can write one that connects another's account. Lax, since the way back begins at another site; `__Host-`
 * keeps neighbouring hosts from planting one, and wants the path `/`.
 */
export function createOpenIdCookie(secure: boolean, secret: Uint8Array): OpenIdCookie {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'chatire openid cookie', 32));
  const name = secure ? '__Host-chatire-openid' : 'chatire-openid';
  const path = secure ? '/' : '/auth/openid/';
  const options = { path, httpOnly: true, sameSite: 'lax', secure } as const;

  async function open(sealed: string): Promise<Flow | undefined> {
    try {
      const { payload } = await jwtDecrypt(sealed, key, { requiredClaims: ['exp'] });
      return flowSchema.safeParse(payload).data;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  return {
    async set(reply, flow) {
      const sealed = await new EncryptJWT({ ...flow })
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
