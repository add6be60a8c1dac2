import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** Milliseconds. */
const lifetime = 60_000;

/** Lets whoever can read the database ask the running server how it sees a request: good once, for a minute. */
export function makeCheckToken(secret: Uint8Array): string {
  const claim = `${Date.now() + lifetime}.${randomUUID()}`;
  return `${claim}.${sign(secret, claim)}`;
}

/** Whether a token is good; the second time it isn't. */
export function createCheckTokens(secret: Uint8Array): (token: string) => boolean {
  const used = new Map<string, number>();
  return (token) => {
    const [expires = '', name = '', mac = ''] = token.split('.');
    const wanted = Buffer.from(sign(secret, `${expires}.${name}`));
    const given = Buffer.from(mac);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return false;
    const now = Date.now();
    for (const [one, end] of used) if (end < now) used.delete(one);
    if (Number(expires) < now || used.has(name)) return false;
    used.set(name, Number(expires));
    return true;
  };
}

function sign(secret: Uint8Array, claim: string): string {
  return createHmac('sha256', secret).update(`check ${claim}`).digest('base64url');
}
