import { z } from 'zod';
import type { Channel } from '../channels/channel.ts';
import type { MailLinks } from './mail-links.ts';
import type { Mailer } from './mailer.ts';
import { noticeMail } from './notice-mail.ts';

const addressSchema = z.object({ email: z.string() });

export interface MailChannelParts {
  mailer: Mailer;
  links: MailLinks;
  /** What links in mails begin with. */
  origin: string;
}

/** Mails to the confirmed addresses of those who chose it. */
export function createMailChannel({ mailer, links, origin }: MailChannelParts): Channel {
  return {
    name: 'mail',
    // A conversation is one mail rather than twenty.
    pause: 300,
    async send(notices, { address, user }, signal) {
      const { email } = addressSchema.parse(address);
      // Changed at this very moment: the new one has to be confirmed first.
      if (email !== user.email) return 'off';
      const unsubscribe = links.unsubscribe(user.id, email);
      await mailer.send(
        noticeMail(notices, { to: email, userId: user.id, settings: user.settings, origin, unsubscribe }),
        signal,
      );
      return 'sent';
    },
  };
}
