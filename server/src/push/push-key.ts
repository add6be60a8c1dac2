import { createECDH } from 'node:crypto';

/** What push services know this server by (VAPID, RFC 8292), in base64url. `subject`: whom they can turn to. */
export interface PushIdentity {
  publicKey: string;
  privateKey: string;
  subject: string;
}

const curve = 'prime256v1';

export function newPushKey(): Buffer {
  const pair = createECDH(curve);
  pair.generateKeys();
  // Without its leading zeros it would be shorter.
  const key = pair.getPrivateKey();
  return Buffer.concat([Buffer.alloc(32 - key.length), key]);
}

/** Push services want an address of the site, or of whoever runs it; some refuse all that comes without one. */
export function pushIdentityOf(
  key: Buffer,
  publicUrl: string | undefined,
  mailFrom: string | undefined,
): PushIdentity {
  const pair = createECDH(curve);
  pair.setPrivateKey(key);
  return {
    publicKey: pair.getPublicKey('base64url'),
    privateKey: key.toString('base64url'),
    subject: publicUrl?.startsWith('https:') ? publicUrl : `mailto:${addressOf(mailFrom)}`,
  };
}

/** Of `Chatire <chat@example.org>`, too. */
function addressOf(mailFrom = 'nobody@chatire.invalid'): string {
  return /<([^<>]+)>$/.exec(mailFrom)?.[1] ?? mailFrom;
}

/** Whether `p256dh` is a point of the curve: nothing can be sealed for another one. */
export function isPublicKey(p256dh: string): boolean {
  const pair = createECDH(curve);
  pair.generateKeys();
  try {
    return pair.computeSecret(p256dh, 'base64url').length > 0;
  } catch {
    return false;
  }
}
