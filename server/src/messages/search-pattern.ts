import { foldWord } from '@chatire/protocol';

/** Where letters with accents, Greek and Cyrillic stand in Unicode. */
const ranges: readonly (readonly [first: number, last: number])[] = [
  [0x41, 0x52f],
  [0x1e00, 0x1fff],
];

/** Made with the first search: a server that starts has no use for it. */
let variants: ReturnType<typeof findVariants> | undefined;

/**
 * A regular expression of PostgreSQL for each word of a text. All ways to write a letter stand in it: folding each message
 * instead takes ten times as long. It repeats nothing, so no text makes it slow. The longest word is the first: fewest texts have it.
 */
export function searchPatterns(text: string): string[] {
  const words = text.normalize('NFC').split(/\s+/).filter(Boolean);
  const longestFirst = words.toSorted((a, b) => b.length - a.length);
  return [...new Set(longestFirst.map((word) => [...word].map(patternOf).join('')))];
}

function patternOf(sign: string): string {
  variants ??= findVariants();
  const ways = variants.get(foldWord(sign));
  if (ways) return `[${ways.join('')}]`;
  return /[!-/:-@[-`{-~]/.test(sign) ? `\\${sign}` : sign;
}

/** Letters by what they are when they are folded: of "l" these are l, L, ł and Ł, among others. */
function findVariants(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [first, last] of ranges)
    for (let code = first; code <= last; code++) {
      const letter = String.fromCharCode(code);
      if (!/\p{L}/u.test(letter)) continue;
      const folded = foldWord(letter);
      found.set(folded, [...(found.get(folded) ?? []), letter]);
    }
  return found;
}
