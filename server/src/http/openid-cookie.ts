import { z } from 'zod';
import type { PublicPlace } from '../public-place.ts';
import { createSealedCookie, type SealedCookie } from './sealed-cookie.ts';

const flowSchema = z.object({
  checks: z.object({ state: z.string(), nonce: z.string(), verifier: z.string() }),
  next: z.string(),
  /** Whose account to connect: that of this session. null: somebody signs in. */
  sessionId: z.string().nullable(),
});
/** What a browser takes along to the provider and brings back. */
export type Flow = z.infer<typeof flowSchema>;
export type OpenIdCookie = SealedCookie<Flow>;

/** Sealed, so that nobody can write one that connects another's account. Lax, since the way back begins at another site. */
export const createOpenIdCookie = (place: PublicPlace, secret: Uint8Array): OpenIdCookie =>
  createSealedCookie(place, secret, {
    name: 'openid',
    schema: flowSchema,
    // Somebody may take so long at the provider.
    lifetime: 10 * 60,
    sameSite: 'lax',
    path: '/auth/openid/',
  });
