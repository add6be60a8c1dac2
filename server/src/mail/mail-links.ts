import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/**
 * Secrets of links in mails. Nothing of them is stored: each is signed, for one purpose, one person and the address that it went to, so
 * that another address of theirs makes it worthless.
 */
export interface MailLinks {
  confirm(userId: number, email: string): string;
  unsubscribe(userId: number, email: string): string;
  /** Whose it says that it is. Worth nothing before `isGood` was asked. */
  userOf(secret: string): number;
  isGood(purpose: Purpose, secret: string, email: string): boolean;
}

type Purpose = 'confirm' | 'unsubscribe';

/** Milliseconds. A mail may be found late, and whoever gets mails can stop them by any of them, however old. */
const lifetimes = { confirm: 3 * 24 * 3_600_000, unsubscribe: 10 * 365 * 24 * 3_600_000 };

export function createMailLinks(secret: Uint8Array, origin: string): MailLinks {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'chatire links in mails', 32));
  const sign = (purpose: Purpose, head: string, email: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify([purpose, head, email]))
      .digest()
      .subarray(0, 18)
      .toString('base64url');
  const make = (purpose: Purpose, userId: number, email: string) => {
    const head = `${userId}.${Math.ceil((Date.now() + lifetimes[purpose]) / 1000)}`;
    return `${head}.${sign(purpose, head, email)}`;
  };

  return {
    // Behind the #, which browsers send to nobody. What unsubscribes has to be an address that can be posted to (RFC 8058).
    confirm: (userId, email) => `${origin}/confirm#${make('confirm', userId, email)}`,
    unsubscribe: (userId, email) => `${origin}/unsubscribe/${make('unsubscribe', userId, email)}`,
    userOf(given) {
      const [, id] = /^(\d{1,15})\.\d{1,15}\.[\w-]{24}$/.exec(given) ?? [];
      return Number(id ?? 0);
    },
    isGood(purpose, given, email) {
      const [, head = '', until = '', signature = ''] = /^(\d+\.(\d+))\.([\w-]{24})$/.exec(given) ?? [];
      const right = Buffer.from(sign(purpose, head, email));
      const isRight = signature !== '' && timingSafeEqual(Buffer.from(signature), right);
      return isRight && Number(until) * 1000 > Date.now();
    },
  };
}
