import { createTransport } from 'nodemailer';
import type { MailConfig } from '../config-mail.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

export interface Mailer {
  send(mail: Mail): Promise<void>;
  /** Connects and signs in, without sending anything; rejects with what is wrong. */
  check(): Promise<void>;
}

/** Milliseconds that the mail server has for each step. */
const patience = 10_000;

export function createMailer({ url, from }: MailConfig): Mailer {
  const transport = createTransport(
    {
      url,
      connectionTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: patience,
      // Nothing is read from a file or another host by what stands in a mail.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  return {
    async send(mail) {
      await transport.sendMail(mail);
    },
    async check() {
      await transport.verify();
      transport.close();
    },
  };
}
