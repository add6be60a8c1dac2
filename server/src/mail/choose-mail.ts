import type { OwnMail, MailWish } from '@chatire/protocol';
import type { SignedIn } from '../accounts/authenticate.ts';
import { lookAgain } from '../channels/add-deliveries.ts';
import type { Database } from '../database/database.ts';
import { Refused } from '../errors.ts';
import { deleteMailChoice, findAddress, insertMailChoice } from './mail-notices-store.ts';

/** Of which messages the person is told by mail. `sendsMail`: whether this server sends any. */
export async function readMailChoice(db: Database, { user }: SignedIn, sendsMail: boolean): Promise<OwnMail> {
  const found = await findAddress(db, user.id);
  return {
    available: sendsMail,
    confirmed: found?.is_confirmed ?? false,
    level: found?.choice?.level ?? 'off',
    digest: found?.choice?.digest ?? null,
  };
}

/** Only to an address that is confirmed: nobody gets mails because another person mistyped. */
export async function chooseMail(
  db: Database,
  { user }: SignedIn,
  { level, digest }: MailWish,
): Promise<void> {
  if (level === 'off') return deleteMailChoice(db, user.id);
  if (!(await insertMailChoice(db, user.id, { level, digest })))
    throw new Refused(
      'conflict',
      'Confirm your e-mail address first, by the link in the mail that went there.',
    );
  await lookAgain(db, user.id);
}
