import { z } from 'zod';
import { limits } from './limits.ts';
import { codeSchema } from './second-step.ts';
import { lineSchema, textUpTo } from './text.ts';

const base64url = (most: number) => textUpTo(most).regex(/^[\w-]+$/, 'Must be base64url.');
const proof = {
  password: textUpTo(limits.passwordMaxLength).optional().describe('Wanted of accounts that have one.'),
};
const notACredential = 'Must be what the browser made, as its toJSON() gives it.';
/** What browsers say besides isn't looked at: it grows with them. */
const credential = {
  id: base64url(2000),
  rawId: base64url(2000),
  type: z.literal('public-key', notACredential),
};

export const passkeySchema = z
  .object({
    id: z.int(),
    name: z.string(),
    created_at: z.string().describe('ISO 8601, UTC.'),
    last_used_at: z.string().nullable().describe('null: nobody has signed in by it yet.'),
  })
  .meta({ id: 'Passkey' });
export type Passkey = z.infer<typeof passkeySchema>;

export const passkeyQuestionAnswer = z
  .object({
    options: z
      .looseObject({ challenge: z.string() })
      .describe('As `PublicKeyCredential.parseCreationOptionsFromJSON` and `…RequestOptions…` take it.'),
  })
  .meta({ id: 'PasskeyQuestion' });

export const beginPasskeyBody = z
  .strictObject({ ...proof, code: codeSchema.optional() })
  .meta({ id: 'BeginPasskey' });
export const removePasskeyBody = z.strictObject(proof).meta({ id: 'RemovePasskey' });

export const addPasskeyBody = z
  .strictObject({
    name: lineSchema(limits.nameLength).describe('What its owner calls it.'),
    credential: z
      .object(
        {
          ...credential,
          response: z.object(
            {
              clientDataJSON: base64url(10_000),
              attestationObject: base64url(30_000),
              transports: z
                .array(z.string(notACredential).max(20, notACredential), notACredential)
                .max(10, notACredential)
                .default([]),
            },
            notACredential,
          ),
        },
        notACredential,
      )
      .describe('The `toJSON()` of what the browser made.'),
  })
  .meta({ id: 'AddPasskey' });
export type NewCredential = z.infer<typeof addPasskeyBody>['credential'];

export const signInByPasskeyBody = z
  .strictObject({
    credential: z
      .object(
        {
          ...credential,
          response: z.object(
            {
              clientDataJSON: base64url(10_000),
              authenticatorData: base64url(10_000),
              signature: base64url(10_000),
              userHandle: base64url(100).nullish(),
            },
            notACredential,
          ),
        },
        notACredential,
      )
      .describe('The `toJSON()` of what the browser found.'),
  })
  .meta({ id: 'SignInByPasskey' });
export type ShownCredential = z.infer<typeof signInByPasskeyBody>['credential'];
