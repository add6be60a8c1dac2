import { Refused } from './problems.ts';

/** `ended`: the session is over, sign in again. `unknown`: the server couldn't be asked. */
export type Renewal = 'renewed' | 'ended' | 'unknown';
/** Renewed this often; a token lives five minutes. */
export const renewalInterval = 4 * 60_000;

/**
 * Holds the access token, in memory only: it is renewed through the HttpOnly session cookie. Several callers
 * at once share one renewal.
 */
export function createTokenKeeper(renewal: () => Promise<string>, now = Date.now) {
  let token: string | null = null;
  let since = 0;
  let pending: Promise<Renewal> | null = null;

  function keep(next: string | null) {
    token = next;
    since = now();
  }

  async function ask(): Promise<Renewal> {
    const before = token;
    try {
      const next = await renewal();
      // Signed out (or in as somebody else) meanwhile: that stands.
      if (token === before) keep(next);
      return 'renewed';
    } catch (error) {
      if (!(error instanceof Refused) || error.retry) return 'unknown';
      if (token === before) keep(null);
      return 'ended';
    }
  }

  return {
    keep,
    current: () => token,
    isStale: () => token !== null && now() - since >= renewalInterval,
    renew: () => (pending ??= ask().finally(() => (pending = null))),
  };
}
export type TokenKeeper = ReturnType<typeof createTokenKeeper>;
