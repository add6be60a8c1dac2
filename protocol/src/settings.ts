import { z } from 'zod';
import { sounds } from './sounds.ts';

const clockSchema = z
  .string('Must be a time.')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Must be a time such as 22:00.');

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, `Must be one of: ${values.join(', ')}.`);

/**
 * What follows a person from device to device. A field that isn't there was never chosen: then the device decides, and `share_reads`
 * counts as true.
 */
export const settingsSchema = z
  .object({
    language: oneOf(['en', 'pl']),
    theme: oneOf(['system', 'light', 'dark']),
    density: oneOf(['comfortable', 'compact']).describe('How close together lists and messages stand.'),
    sound: oneOf([...sounds, 'none']).describe('Which one tells of a message.'),
    volume: z.int('Must be a whole number.').min(0, 'Must be at least 0.').max(100, 'Must be at most 100.'),
    quiet_hours: z
      .strictObject({ from: clockSchema, to: clockSchema }, 'Must have from and to.')
      .nullable()
      .describe(
        'On the clock of the device, also across midnight; without sounds and notifications. null: none.',
      ),
    time_zone: z
      .string('Must be the name of a time zone.')
      .refine(isTimeZone, 'Must be the name of a time zone, such as Europe/Warsaw.')
      .describe('By which the server keeps quiet hours while no device is there; UTC without it.'),
    notice_texts: z
      .boolean('Must be true or false.')
      .describe('Whether pushes and mails of messages hold their texts. Never chosen, they do.'),
    share_reads: z.boolean('Must be true or false.').describe('Whether others see how far I have read.'),
  })
  .partial()
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof settingsSchema>;

export const patchSettingsBody = settingsSchema
  .strict()
  .refine((settings) => Object.keys(settings).length > 0, { path: ['body'], message: 'Name a setting.' })
  .meta({ id: 'PatchSettings' });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
