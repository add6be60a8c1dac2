import type { Channel } from './channels/channel.ts';
import { loadChannel } from './channels/load-channel.ts';
import { createWebhookChannel, type WebhookParts } from './channels/webhook-channel.ts';
import { createMailChannel, type MailChannelParts } from './mail/mail-channel.ts';
import { createPushChannel } from './push/push-channel.ts';
import type { SendPush } from './push/send-push.ts';

interface ChannelParts {
  webhooks: WebhookParts;
  sendPush: SendPush;
  /** Undefined: no mails are sent. */
  mail: MailChannelParts | undefined;
  /** Files of the installation's own. */
  files: readonly string[];
}

/** The ways to tell people that this server has. */
export async function openChannels({ webhooks, sendPush, mail, files }: ChannelParts): Promise<Channel[]> {
  const own = await Promise.all(files.map(loadChannel));
  return [
    createWebhookChannel(webhooks),
    createPushChannel(sendPush),
    ...(mail ? [createMailChannel(mail)] : []),
    ...own,
  ];
}
