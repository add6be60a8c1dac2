import type { PushedNotice } from '@chatire/protocol';
import type { SignedIn } from '../accounts/authenticate.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import type { SendPush } from './send-push.ts';
import { findSubscription, forgetEndpoint } from './subscription-store.ts';

/** Tells this browser something by its push service, so that the person sees whether it arrives. */
export async function tryPush(
  { db, send }: { db: Database; send: SendPush },
  { sessionId, settings }: SignedIn,
): Promise<void> {
  const subscription = await findSubscription(db, sessionId);
  if (!subscription) throw new Refused('not_found', 'This browser is not told of messages.');
  const outcome = await send(subscription, trial[settings.language ?? 'en'], { isUrgent: true }).catch(() => {
    throw new Refused('conflict', "The push service of this browser couldn't be reached, or refused.");
  });
  if (outcome === 'sent') return;
  await forgetEndpoint(db, subscription.endpoint);
  throw new Refused('not_found', 'The push service of this browser knows it no longer.');
}

const trial = {
  en: {
    tag: 'trial',
    title: 'It works',
    body: 'This is how Chatire tells you of messages here, also while its page is closed.',
    path: '/settings',
  },
  pl: {
    tag: 'trial',
    title: 'Działa',
    body: 'Tak Chatire da Ci tu znać o wiadomościach, także gdy strona jest zamknięta.',
    path: '/settings',
  },
} satisfies Record<string, PushedNotice>;
