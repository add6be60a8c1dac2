import type { Subscription } from '@chatire/protocol';
import type { SignedIn } from '../accounts/authenticate.ts';
import { transaction, type Database } from '../database/database.ts';
import { isTaken } from '../database/database-errors.ts';
import { InvalidInput, Refused } from '../errors.ts';
import { isPublicKey } from './push-key.ts';
import { forgetEndpoint, insertSubscription } from './subscription-store.ts';

/** From now on this browser is told of messages, as long as the sign-in is good. `mayBePrivate`: also without https. */
export async function subscribe(
  db: Database,
  { sessionId }: SignedIn,
  subscription: Subscription,
  { mayBePrivate }: { mayBePrivate: boolean },
): Promise<void> {
  const { endpoint, keys } = subscription;
  const url = new URL(endpoint);
  const isWeb = url.protocol === 'https:' || (mayBePrivate && url.protocol === 'http:');
  if (!isWeb || url.username || url.password)
    throw new InvalidInput({ endpoint: ['Must be the https address of a push service.'] });
  if (!isPublicKey(keys.p256dh)) throw new InvalidInput({ keys: ['Must be keys that a browser gave.'] });
  const isOpen = await transaction(db, async (tx) => {
    await forgetEndpoint(tx, endpoint);
    return insertSubscription(tx, sessionId, subscription);
  }).catch((error: unknown) => {
    if (!isTaken(error, 'one_push_of_browser')) throw error;
    throw new Refused('conflict', 'This browser has just subscribed. Try again.');
  });
  if (!isOpen) throw new Refused('not_signed_in', 'This sign-in has ended. Sign in again.');
}
