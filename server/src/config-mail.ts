import { z } from 'zod';
import { StartupError } from './startup-error.ts';

export interface MailConfig {
  /** With name and password, if the mail server wants them. */
  url: string;
  /** Whom mails come from. */
  from: string;
  /** What links in mails begin with: never what a request says of its host. */
  origin: string;
}

export const mailEnvironment = {
  SMTP_URL: z
    .string()
    .refine(isMailServer, {
      error:
        'SMTP_URL is not the address of a mail server: set it to one, such as smtp://user:password@mail.example.org:587.',
    })
    .optional(),
  MAIL_FROM: z
    .string()
    .refine(isSender, {
      error: 'MAIL_FROM is not an e-mail address: set it to one, such as chat@example.org.',
    })
    .optional(),
};

type Settings = z.infer<z.ZodObject<typeof mailEnvironment>>;

export function mailOf(
  { SMTP_URL: url, MAIL_FROM: from }: Settings,
  origin: string | undefined,
): MailConfig | undefined {
  if (url === undefined && from === undefined) return undefined;
  if (url === undefined)
    throw new StartupError(
      'MAIL_FROM needs SMTP_URL: set it, such as smtp://user:password@mail.example.org:587.',
    );
  if (from === undefined)
    throw new StartupError(
      'SMTP_URL needs MAIL_FROM, which mails come from: set it, such as chat@example.org.',
    );
  if (origin === undefined)
    throw new StartupError(
      'SMTP_URL needs PUBLIC_URL, which links in mails begin with: set it to the address that people use.',
    );
  return { url, from, origin };
}

function isMailServer(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && url.hostname !== '' && (url.protocol === 'smtp:' || url.protocol === 'smtps:');
}

/** `chat@example.org` or `Chatire <chat@example.org>`. */
function isSender(value: string): boolean {
  const [, inBrackets] = /^[^<>\r\n]*<([^<>]+)>$/.exec(value) ?? [];
  return z.email().safeParse(inBrackets ?? value).success;
}
