import { z } from 'zod';

/** So many bytes in base64url. */
const bytesSchema = (bytes: number) =>
  z
    .string('Must be text.')
    .regex(new RegExp(`^[\\w-]{${Math.ceil((bytes * 4) / 3)}}$`), `Must be ${bytes} bytes in base64url.`);

/** What a browser gives of its subscription. Where `endpoint` may lead is the server's matter. */
export const subscribeBody = z
  .strictObject({
    endpoint: z.url('Must be an address.').max(2000, 'Must have at most 2000 characters.'),
    keys: z.strictObject({ p256dh: bytesSchema(65), auth: bytesSchema(16) }, 'Must have p256dh and auth.'),
  })
  .meta({ id: 'Subscribe' });
export type Subscription = z.infer<typeof subscribeBody>;

export const ownPushAnswer = z
  .object({
    public_key: z.string().describe('What a browser subscribes with: 65 bytes in base64url.'),
    endpoint: z.string().nullable().describe('Where this sign-in is told of messages; null: nowhere.'),
  })
  .meta({ id: 'OwnPush' });
export type OwnPush = z.infer<typeof ownPushAnswer>;

/** What a push says to the worker of the page, which shows it. At most 3 KB, sealed for that browser. */
export interface PushedNotice {
  /** One at a time is shown of each. */
  tag: string;
  title: string;
  body: string;
  /** Where a press on it leads. */
  path: string;
  /** Up to where the chat has to be read for it to go away; not there in a trial. */
  sequence?: number;
}
