import { z } from 'zod';
import { userSchema } from './users.ts';

export const webhookFormats = ['chatire', 'slack'] as const;

export const createWebhookBody = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'Must be a web address.' })
      .max(1_000, 'Must have at most 1000 characters.')
      .refine((url) => !/^https?:[/\\]*[^/\\?#]*@/i.test(url), 'Must not hold a user name or password.'),
    format: z.enum(webhookFormats, `Must be one of: ${webhookFormats.join(', ')}.`).optional(),
    everything: z
      .boolean('Must be true or false.')
      .optional()
      .describe(
        'true: each message of the chat, for owner and moderators. Otherwise what I am told of while I am away.',
      ),
  })
  .meta({ id: 'CreateWebhook' });
export type WebhookWish = z.infer<typeof createWebhookBody>;

/** One's own, and for owner and moderators those of the chat. Its address is a secret, too: only the host is shown. */
export const webhookSchema = z
  .object({
    id: z.int(),
    host: z.string(),
    format: z.enum(webhookFormats),
    everything: z.boolean(),
    user: userSchema.describe('Who set it up.'),
    created_at: z.string().describe('ISO 8601, UTC.'),
    failures: z.int().describe('In a row, up to now.'),
    off_at: z
      .string()
      .nullable()
      .describe('Since when nothing is sent any more. A test that succeeds switches it on.'),
    off_because: z
      .enum(['gone', 'failures'])
      .nullable()
      .describe('`gone`: it has answered 410. `failures`: too many in a row.'),
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof webhookSchema>;

export const webhooksAnswer = z.object({ webhooks: z.array(webhookSchema) }).meta({ id: 'Webhooks' });

export const createdWebhookAnswer = webhookSchema
  .extend({ secret: z.string().describe('With it messages are signed. Shown this once.') })
  .meta({ id: 'CreatedWebhook' });
export type CreatedWebhook = z.infer<typeof createdWebhookAnswer>;

export const webhookTestAnswer = z
  .object({
    sent: z.boolean(),
    because: z.enum(['private_address', 'status', 'unreachable']).nullable().describe('Why not.'),
    status: z.int().nullable().describe('What the address has answered.'),
  })
  .meta({ id: 'WebhookTest' });
export type WebhookTest = z.infer<typeof webhookTestAnswer>;
