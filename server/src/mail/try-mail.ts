import type { SignedIn } from '../accounts/authenticate.ts';
import { Refused } from '../errors.ts';
import type { AddressParts } from './confirm-address.ts';
import { findAddress } from './mail-notices-store.ts';
import { mailFoot, mailPage, type Language } from './mail-parts.ts';

/** Mails something to the person's confirmed address, so that they see whether it arrives. It counts with the other mails that go there. */
export async function tryMail(
  { db, claimTry, mailer, links }: AddressParts,
  { user, settings }: SignedIn,
): Promise<void> {
  const address = await findAddress(db, user.id);
  if (!address?.is_confirmed) throw new Refused('conflict', 'Confirm your e-mail address first.');
  const { email } = address;
  await claimTry({ kind: 'mail', of: email.toLowerCase() });
  const language = settings.language ?? 'en';
  const { subject, body, why } = sentences[language];
  await mailer.send({
    to: email,
    subject,
    text: `${body}\n\n-- \n${why}\n`,
    html: mailPage(language, `<p>${body}</p>${mailFoot([why])}`),
    unsubscribe: links.unsubscribe(user.id, email),
  });
}

const sentences = {
  en: {
    subject: 'It works',
    body: 'This is how Chatire tells you of messages while you are away.',
    why: 'It came because you asked for a test in the settings.',
  },
  pl: {
    subject: 'Działa',
    body: 'Tak Chatire da Ci znać o wiadomościach, gdy Cię nie ma.',
    why: 'Przyszedł, bo w ustawieniach poproszono o próbny e-mail.',
  },
} satisfies Record<Language, Record<string, string>>;
