import { z } from 'zod';
import { limits } from './limits.ts';

const password = z
  .string('Must be text.')
  .min(1, 'This field may not be blank.')
  .max(limits.passwordMaxLength, `Must have at most ${limits.passwordMaxLength} characters.`);

export const codeSchema = z
  .string('Must be text.')
  .min(1, 'This field may not be blank.')
  .max(100, 'Must have at most 100 characters.')
  .describe('Six digits of the app, or a recovery code. Each is good once.');

export const beginTotpBody = z.strictObject({ password }).meta({ id: 'BeginTotp' });
export const totpBegunAnswer = z
  .object({
    secret: z.string().describe('For typing into an app, in base32.'),
    uri: z.string().describe('The same for a QR code: `otpauth://totp/…`.'),
  })
  .meta({ id: 'TotpBegun' });
export const confirmTotpBody = z.strictObject({ code: codeSchema }).meta({ id: 'ConfirmTotp' });
/** What a change of the second step wants. */
export const bothStepsBody = z.strictObject({ password, code: codeSchema }).meta({ id: 'BothSteps' });
export const recoveryCodesAnswer = z
  .object({
    recovery_codes: z.array(z.string()).describe('Shown this once. Those before are worth nothing.'),
  })
  .meta({ id: 'RecoveryCodes' });
