import { createTransport } from 'nodemailer';
import type { MailConfig } from '../config-mail.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Its own name, by which whoever gets it twice can drop one. */
  messageId?: string;
  /** The name of the conversation that it belongs to. */
  thread?: string;
  /** The address by which one tap ends such mails (RFC 8058). */
  unsubscribe?: string;
}

export interface Mailer {
  /** Until the signal is aborted; without one for as long as somebody waits before a page. */
  send(mail: Mail, signal?: AbortSignal): Promise<void>;
  /** Connects and signs in, without sending anything; rejects with what is wrong. */
  check(): Promise<void>;
}

/** Milliseconds until the mail server has to be there. */
const patience = 10_000;
/** It may look at a mail for so long before it takes it (RFC 5321, 4.5.3.2.6). Who gives up before, and tries again, sends it twice. */
const patienceWithMail = 600_000;

export function createMailer({ url, from }: MailConfig): Mailer {
  const transport = createTransport(
    {
      url,
      connectionTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: patienceWithMail,
      // Nothing is read from a file or another host by what stands in a mail.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  return {
    async send({ thread, unsubscribe, ...mail }, signal = AbortSignal.timeout(2 * patience)) {
      const whole = {
        ...mail,
        signal,
        ...(thread !== undefined && { inReplyTo: thread, references: thread }),
        headers: {
          // No machine answers it, with "I am on holiday" or otherwise (RFC 3834).
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
          ...(unsubscribe !== undefined && {
            'List-Unsubscribe': `<${unsubscribe}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
        },
      };
      await transport.sendMail(whole).catch((error: unknown) => {
        throw new MailNotSent(error);
      });
    },
    async check() {
      await transport.verify();
      transport.close();
    },
  };
}

/** What a mail server says often names whom the mail was for, which is for no log: so only at what and with which codes it refused. */
class MailNotSent extends Error {
  readonly code: string;

  constructor(error: unknown) {
    const { code = 'unknown', command, responseCode } = error as Partial<Refusal>;
    super(`The mail could not be sent (${[code, command, responseCode].filter(Boolean).join(', ')}).`);
    this.code = code;
  }
}

/** As the library tells it. */
interface Refusal {
  code: string;
  command: string;
  responseCode: number;
}
