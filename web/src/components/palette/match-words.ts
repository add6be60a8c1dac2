/**
 * How well a text fits what is being typed, 0 for not at all. Both without capitals and accents (`foldWord`).
 * Each word typed has to be there: best at the beginning of a word, then anywhere, then letter by letter ("rlcr").
 */
export function matchWords(wanted: string, text: string): number {
  const words = wanted.split(/\s+/).filter(Boolean);
  const ranks = words.map((word) => rankOf(word, text));
  return ranks.includes(0) ? 0 : ranks.reduce((sum, rank) => sum + rank, 0) / (ranks.length || 1);
}

function rankOf(word: string, text: string): number {
  const place = text.indexOf(word);
  if (place === 0) return text.length === word.length ? 6 : 5;
  if (place > 0) return /[\s.,(@_-]/.test(text[place - 1]!) ? 4 : 2;
  return word.length > 1 && hasLettersOf(word, text) ? 1 : 0;
}

/** Its letters, in their order, the first one at the beginning of a word. */
function hasLettersOf(word: string, text: string): boolean {
  const starts = [...text.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu)].filter(
    ([letter]) => letter === word[0],
  );
  return starts.some(({ index }) => {
    let at = index;
    return [...word].every((letter) => {
      const found = text.indexOf(letter, at);
      at = found + 1;
      return found !== -1;
    });
  });
}
