import type { ClaimTry } from '../accounts/claim-try.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { changedMail, confirmMail } from './address-mails.ts';
import type { MailLinks } from './mail-links.ts';
import { confirmAddress, findAddress } from './mail-notices-store.ts';
import type { Mailer } from './mailer.ts';
import type { Language } from './mail-parts.ts';

export interface AddressParts {
  db: Database;
  claimTry: ClaimTry;
  mailer: Mailer;
  links: MailLinks;
}

interface Addressee {
  id: number;
  username: string;
  email: string;
  settings: { language?: Language | undefined };
}

/** Mails a link to the address of an account, whose opening confirms it. After some mails an address gets no more for a while. */
export async function askToConfirm(
  { claimTry, mailer, links }: Omit<AddressParts, 'db'>,
  { id, username, email, settings }: Addressee,
): Promise<void> {
  await claimTry({ kind: 'mail', of: email.toLowerCase() });
  await mailer.send(confirmMail(email, username, links.confirm(id, email), settings.language ?? 'en'));
}

/** Tells the old address that it isn't the account's any more, and asks the new one. */
export async function tellOfChange(
  parts: Omit<AddressParts, 'db'>,
  before: string,
  account: Addressee,
): Promise<void> {
  if (before.toLowerCase() === account.email.toLowerCase()) return;
  const { username, settings } = account;
  if (before) {
    await parts.claimTry({ kind: 'mail', of: before.toLowerCase() });
    await parts.mailer.send(changedMail(before, username, settings.language ?? 'en'));
  }
  if (account.email) await askToConfirm(parts, account);
}

/** By the secret of the link; whoever has it reads what goes to the address. Gives the address. */
export async function confirmBy(
  { db, links }: Pick<AddressParts, 'db' | 'links'>,
  secret: string,
): Promise<{ email: string }> {
  const { id, email } = await findOwner({ db, links }, 'confirm', secret);
  await confirmAddress(db, id, email);
  return { email };
}

/** Whose link it is. Unknown people, wrong signatures and addresses that have changed are one and the same refusal. */
export async function findOwner(
  { db, links }: Pick<AddressParts, 'db' | 'links'>,
  purpose: 'confirm' | 'unsubscribe',
  secret: string,
): Promise<{ id: number; email: string }> {
  const id = links.userOf(secret);
  const { email = '' } = (await findAddress(db, id)) ?? {};
  if (!links.isGood(purpose, secret, email) || email === '')
    throw new Refused('not_found', 'This link is too old, or the account has another address by now.');
  return { id, email };
}
