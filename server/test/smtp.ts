import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string[];
  mail: ParsedMail;
}

/** A real mail server on a port of its own, which keeps what it is given. */
export async function startSmtp() {
  const mails: ReceivedMail[] = [];
  const unknown = new Set<string>();
  const slow = new Map<string, number>();
  const smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(unknown.has(address) ? new Error(`<${address}>: nobody here is called so`) : null),
    onData: (stream, session, done) => {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      simpleParser(stream, (error, mail) => {
        if (!error) mails.push({ to, mail });
        setTimeout(() => done(error), Math.max(0, ...to.map((address) => slow.get(address) ?? 0)));
      });
    },
  });
  const listening = smtp.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    mails,
    /** Addresses that it says it has not. */
    unknown,
    /** Milliseconds for which it looks at mails to an address before it says that it has taken them. */
    slow,
    /** The oldest of these to the address with such a subject; waits until there is one. Each is given once. */
    async take(to: string, subject: RegExp): Promise<ParsedMail> {
      for (let waited = 0; waited < 15_000; waited += 20) {
        const at = mails.findIndex((one) => one.to.includes(to) && subject.test(one.mail.subject ?? ''));
        if (at >= 0) return mails.splice(at, 1)[0]!.mail;
        await sleep(20);
      }
      throw new Error(`No mail to ${to} came, but: ${mails.map((one) => `${one.to}: ${one.mail.subject}`)}`);
    },
    stop: () => new Promise<void>((resolve) => smtp.close(resolve)),
  };
}
