import { createMailer } from '../mail/mailer.ts';
import type { MailConfig } from '../config-mail.ts';
import { codeOf, wellKnown } from './ask.ts';
import { findingsAbout, type Finding } from './finding.ts';

const about = findingsAbout('Mail');

/** Connects and signs in; sends nothing. */
export async function checkMail(mail: MailConfig | undefined): Promise<Finding[]> {
  if (!mail) return [];
  const { host, protocol, hostname, username } = new URL(mail.url);
  try {
    await createMailer(mail).check();
  } catch (error) {
    const sentence = `The mail server at ${host} can't be used (${whyOf(error)}).`;
    return [about.wrong(sentence, codeOf(error) === 'EAUTH' ? secrets : places)];
  }
  const isNear = hostname === 'localhost' || hostname.startsWith('127.');
  if (protocol === 'smtp:' && username === '' && !isNear)
    return [
      about.doubtful(
        `The mail server at ${host} takes mails without a password.`,
        'See that it passes them on to other hosts: many take only those for their own.',
      ),
    ];
  const proved = username === '' ? '' : ' and takes the password';
  return [about.well(`The mail server at ${host} answers${proved}.`)];
}

/** Of the server's own words nothing is shown: they may hold the name and the password. */
function whyOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'EAUTH') return 'it refuses the name or the password';
  const [system] = /\bE[A-Z]{5,}\b/.exec(error instanceof Error ? error.message : '') ?? [];
  return wellKnown[system ?? code] ?? (code || 'it answers otherwise than a mail server does');
}

const secrets = 'Look at the name and the password in SMTP_URL; signs like @ and / are written %40 and %2F.';
const places =
  'Look at host and port in SMTP_URL: smtps:// is port 465, smtp:// is 587 with STARTTLS. Many networks block port 25.';
