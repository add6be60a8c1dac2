/** One for all: making it takes longer than using it. */
let segmenter: Intl.Segmenter | undefined;

/** The letter that stands for a name: its first one, or its first emoji, whole. */
export function letterOf(name: string): string {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const first = segmenter.segment(name.trim())[Symbol.iterator]().next().value?.segment ?? '?';
  return first.toLocaleUpperCase();
}

/** One of six colours, always the same for the same user or chat. */
export function colourOf(seed: number | string): number {
  if (typeof seed === 'number') return seed % 6;
  let sum = 0;
  for (const letter of seed) sum = (sum * 31 + letter.codePointAt(0)!) % 9973;
  return sum % 6;
}
