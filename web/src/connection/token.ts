import { Refused } from './problems.ts';

/** `ended`: the session is over, sign in again. `unknown`: the server couldn't be asked. */
export type Renewal = 'renewed' | 'ended' | 'unknown';
/** Renewed this often; a token lives five minutes. */
export const renewalInterval = 4 * 60_000;

/**
 * Holds the access token, in memory only: it is renewed through the HttpOnly session cookie. Several callers
 * at once share one renewal. When somebody else has signed in at this browser meanwhile, the cookie is theirs, and
 * the session that this page belongs to counts as ended: nobody's message may go out under another name.
 */
export function createTokenKeeper(renewal: () => Promise<string>, now = Date.now) {
  let token: string | null = null;
  let since = 0;
  let person: number | null = null;
  let pending: Promise<Renewal> | null = null;

  function keep(next: string | null) {
    token = next;
    since = now();
    person = next === null ? null : personOf(next);
  }

  async function ask(): Promise<Renewal> {
    const before = token;
    try {
      const next = await renewal();
      // Signed out (or in as somebody else) meanwhile: that stands.
      if (token !== before) return 'renewed';
      if (person !== null && personOf(next) !== person) return end();
      keep(next);
      return 'renewed';
    } catch (error) {
      if (!(error instanceof Refused) || error.retry) return 'unknown';
      return token === before ? end() : 'ended';
    }
  }

  /** Whose session it was stays known: a later renewal mustn't bring somebody else either. */
  function end(): Renewal {
    token = null;
    return 'ended';
  }

  return {
    keep,
    current: () => token,
    /** Whose token it is; null: nobody's, or it doesn't say. */
    person: () => person,
    /** Who was last known to be here: nobody else may be brought by the first renewal. */
    expect: (id: number) => void (person = id),
    isStale: () => (token === null ? person !== null : now() - since >= renewalInterval),
    renew: () => (pending ??= ask().finally(() => (pending = null))),
  };
}
export type TokenKeeper = ReturnType<typeof createTokenKeeper>;

/** By the token's own words, which only the server can vouch for: good enough to tell two people apart. */
function personOf(token: string): number | null {
  try {
    const claims = JSON.parse(atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof claims.user_id === 'number' ? claims.user_id : null;
  } catch {
    return null;
  }
}
