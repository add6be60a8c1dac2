import { z } from 'zod';

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

export const ownChannelBody = z
  .strictObject({ address: z.string('Must be text.').max(1000, 'Must have at most 1000 characters.') })
  .meta({ id: 'ChooseChannel' });
