import type { Database } from '../database/database.ts';
import type { Mailer } from '../mail/mailer.ts';
import { resetMail } from '../mail/reset-mail.ts';
import type { ClaimTry } from './claim-try.ts';
import { makeReset, resetLink } from './make-reset.ts';
import { selectAccountsByEmail } from './user-store.ts';

export interface MailResetParts {
  db: Database;
  claimTry: ClaimTry;
  mailer: Mailer;
  /** What links begin with. */
  origin: string;
}

const hour = 3_600_000;

/**
 * Mails a link for each account of this address; does nothing when there is none. Whoever asked isn't told which, so nobody may wait for
 * it. After some mails an address gets no more for a while.
 */
export async function mailResets(
  { db, claimTry, mailer, origin }: MailResetParts,
  email: string,
): Promise<'sent' | 'nobody'> {
  const accounts = await selectAccountsByEmail(db, email);
  const [first] = accounts;
  if (!first) return 'nobody';
  await claimTry({ kind: 'mail', of: first.email.toLowerCase() });
  const links = [];
  for (const { id, username } of accounts) {
    const token = await makeReset(db, id, { lifetime: hour, withoutSecondStep: false });
    links.push({ username, link: resetLink(origin, token) });
  }
  await mailer.send(resetMail(first.email, links, first.settings.language ?? 'en'));
  return 'sent';
}
