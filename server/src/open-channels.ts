import type { Channel } from './channels/channel.ts';
import { createWebhookChannel, type WebhookParts } from './channels/webhook-channel.ts';

/** The ways to tell people that this server has. */
export function openChannels({ webhooks }: { webhooks: WebhookParts }): Channel[] {
  return [createWebhookChannel(webhooks)];
}
