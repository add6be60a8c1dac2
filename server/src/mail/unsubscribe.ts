import { findOwner, type AddressParts } from './confirm-address.ts';
import { deleteMailChoice } from './mail-notices-store.ts';

/** Ends the notices to an address, by the link that each of them has: one tap, without a sign-in (RFC 8058). */
export async function unsubscribe(parts: Pick<AddressParts, 'db' | 'links'>, secret: string): Promise<void> {
  const { id } = await findOwner(parts, 'unsubscribe', secret);
  await deleteMailChoice(parts.db, id);
}
