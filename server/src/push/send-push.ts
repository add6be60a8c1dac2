import { createHash } from 'node:crypto';
import type { PushedNotice, Subscription } from '@chatire/protocol';
import { postGuarded } from '../channels/guarded-post.ts';
import type { PushIdentity } from './push-key.ts';

export type SendPush = (
  subscription: Subscription,
  notice: PushedNotice,
  options: { isUrgent: boolean; signal?: AbortSignal },
) => Promise<'sent' | 'gone'>;

/** Seconds that a push service keeps it for a browser that isn't there. */
const lifetime = 24 * 60 * 60;

/**
 * Sealed for the one browser (RFC 8291): its push service learns when somebody is told something, and how long it is. `gone`: the
 * subscription is dead. Throws when it may work later.
 */
export function createSendPush(identity: PushIdentity, allowPrivate: boolean): SendPush {
  return async ({ endpoint, keys: { p256dh, auth } }, notice, { isUrgent, signal }) => {
    // Loaded with the first push: many a server never sends one.
    const { default: webPush } = await import('web-push');
    const { cipherText } = webPush.encrypt(p256dh, auth, JSON.stringify(notice), 'aes128gcm');
    const { Authorization } = webPush.getVapidHeaders(
      new URL(endpoint).origin,
      identity.subject,
      identity.publicKey,
      identity.privateKey,
      'aes128gcm',
    );
    const status = await postGuarded(endpoint, {
      headers: {
        authorization: Authorization,
        'content-type': 'application/octet-stream',
        'content-encoding': 'aes128gcm',
        ttl: String(lifetime),
        urgency: isUrgent ? 'high' : 'normal',
        topic: topicOf(notice.tag, auth),
      },
      body: cipherText,
      allowPrivate,
      ...(signal && { signal }),
    });
    if (status >= 200 && status < 300) return 'sent';
    if (status === 404 || status === 410) return 'gone';
    throw new PushRefused(status);
  };
}

export class PushRefused extends Error {
  constructor(status: number) {
    super(`The push service answered ${status}.`);
  }
}

/** Of what waits there the push service keeps the newest of each topic. With the browser's own secret in it, it says nothing of the chat. */
function topicOf(tag: string, auth: string): string {
  return createHash('sha256').update(`${auth} ${tag}`).digest('base64url').slice(0, 32);
}
