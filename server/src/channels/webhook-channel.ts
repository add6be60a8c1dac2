import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { webhookFormats } from '@chatire/protocol';
import type { Channel, Notice } from './channel.ts';
import { postGuarded } from './guarded-post.ts';

/** What `targets.address` holds for a webhook. */
export const webhookAddress = z.object({
  url: z.string(),
  format: z.enum(webhookFormats),
  secret: z.string(),
});
export type WebhookAddress = z.infer<typeof webhookAddress>;

export interface WebhookParts {
  allowPrivate: boolean;
  /** What links to chats begin with, as far as it is known. */
  origin: string | undefined;
}

/** An address that somebody set for a chat: what is said there is posted to it, signed, as Chatire's JSON or in Slack's format. */
export function createWebhookChannel(parts: WebhookParts): Channel {
  return {
    name: 'webhook',
    givesUpAfter: 20,
    async send(notices, target, signal) {
      for (const notice of notices) {
        const status = await postNotice(parts, notice, webhookAddress.parse(target.address), signal);
        if (status === 410) return 'off';
        if (status < 200 || status > 299) throw new Error(`The address has answered ${status}.`);
      }
      return 'sent';
    },
  };
}

export function postNotice(
  { allowPrivate, origin }: WebhookParts,
  notice: Notice,
  { url, format, secret }: WebhookAddress,
  signal?: AbortSignal,
): Promise<number> {
  const body = JSON.stringify(format === 'slack' ? toSlack(notice, origin) : toJson(notice));
  const time = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'chatire-id': notice.id,
    'chatire-time': time,
    'chatire-signature': `sha256=${signature}`,
  };
  return postGuarded(url, { headers, body, allowPrivate, ...(signal && { signal }) });
}

function toJson({ id, chat, messages }: Notice) {
  return {
    id,
    chat: { uri: chat.uri, name: chat.name },
    messages: messages.map(({ text, author, at, ...message }) => ({
      id: message.id,
      sequence: message.sequence,
      at,
      user: { id: author.id, name: author.name, username: author.username },
      message: text,
    })),
  };
}

function toSlack({ chat, messages }: Notice, origin: string | undefined) {
  const lines = messages.map(({ author, text }) => `*${escaped(author.name)}*: ${escaped(text)}`);
  const title = chat.name === null ? [] : [link(escaped(chat.name), chat.uri, origin)];
  return { text: [...title, ...lines].join('\n') };
}

const link = (name: string, uri: string, origin: string | undefined) =>
  origin === undefined ? name : `<${origin}/chats/${uri}|${name}>`;

/** As Slack wants it. So nobody calls everybody there by what is written here. */
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
