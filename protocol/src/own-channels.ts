import { z } from 'zod';
import { textUpTo } from './text.ts';

/** Ways of being told that an installation has besides its push and mail. */
export const ownChannelsAnswer = z
  .object({
    channels: z.array(
      z.object({
        name: z.string(),
        label: z.string().describe('What the address is, in the words of whoever wrote the channel.'),
        hint: z.string(),
        address: z.string().nullable().describe('Where I am told by it; null: nowhere.'),
      }),
    ),
  })
  .meta({ id: 'OwnChannels' });
export type OwnChannel = z.infer<typeof ownChannelsAnswer>['channels'][number];

export const ownChannelBody = z.strictObject({ address: textUpTo(1000) }).meta({ id: 'ChooseChannel' });
