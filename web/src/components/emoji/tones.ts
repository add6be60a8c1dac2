/** None, and from light to dark. */
export const tones = ['', '\u{1f3fb}', '\u{1f3fc}', '\u{1f3fd}', '\u{1f3fe}', '\u{1f3ff}'] as const;
export type Tone = (typeof tones)[number];

/** An emoji with everybody in it of one tone. */
export const withTone = (char: string, tone: Tone): string =>
  tone ? char.replaceAll(/(\p{Emoji_Modifier_Base})\u{fe0f}?/gu, `$1${tone}`) : char;
