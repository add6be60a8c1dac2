import { z } from 'zod';
import { countCharacters } from './limits.ts';
import { tidyLine } from './tidy-line.ts';

/**
 * Text that people typed: from `min` to `max` characters, something visible in it, and nothing that
 * PostgreSQL can't store. A half surrogate pair becomes U+FFFD, so that what is stored is what was compared.
 */
export function textSchema(max: number) {
  return z
    .string('Must be text.')
    .transform((text) => text.toWellFormed())
    .refine(...withoutNul)
    .refine((text) => hasVisibleCharacter(text), 'This field may not be blank.')
    .refine((text) => countCharacters(text) <= max, `Must have at most ${max} characters.`);
}

/** Any text at all, such as a password or the secret of a link: at most `max` UTF-16 units. */
export const textUpTo = (max: number) =>
  z.string('Must be text.').max(max, `Must have at most ${max} characters.`);

/** What PostgreSQL can't store, and can't look up. */
export const withoutNul = [
  (text: string) => !text.includes('\0'),
  'Must not contain the character NUL.',
] as const;

/** A name on one line: as `textSchema`, tidied, and without line breaks or other controls. */
export function lineSchema(max: number) {
  return z
    .string('Must be text.')
    .transform(tidyLine)
    .pipe(textSchema(max).refine((text) => !/\p{Cc}/u.test(text), 'Must not contain control characters.'));
}

/** One emoji as people see one: a flag, a family, a hand with a colour of skin. */
export const emojiSchema = z
  .string('Must be text.')
  .transform((text) => text.trim())
  .refine((text) => /^\p{RGI_Emoji}$/v.test(text), 'Must be one emoji.');

/** Blank is what shows nothing: white space, controls, zero-width and other format characters. */
function hasVisibleCharacter(text: string): boolean {
  return /[^\s\p{Cc}\p{Cf}\u2800\u3164\u115f\u1160\uffa0]/u.test(text);
}
