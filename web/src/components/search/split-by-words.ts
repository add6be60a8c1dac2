import { foldWord } from '@chatire/protocol';

export interface Piece {
  text: string;
  isFound: boolean;
}

/** A text in pieces: what was looked for, and what stands between. It is found as the server finds it. */
export function splitByWords(text: string, wanted: string): Piece[] {
  const marked = mark(text, foldWord(wanted).split(/\s+/).filter(Boolean));
  const pieces: Piece[] = [];
  for (const [index, isFound] of marked.entries()) {
    const last = pieces.at(-1);
    const sign = text[index]!;
    if (last?.isFound === isFound) last.text += sign;
    else pieces.push({ text: sign, isFound });
  }
  return pieces;
}

/** Whether each place of the text belongs to one of the words. */
function mark(text: string, words: readonly string[]): boolean[] {
  const marked = Array.from({ length: text.length }, () => false);
  const { folded, places } = foldPlaces(text);
  for (const word of words)
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1))
      for (let index = places[at]!; index < places[at + word.length]!; index++) marked[index] = true;
  return marked;
}

/** The folded text, and where each of its letters came from. */
function foldPlaces(text: string): { folded: string; places: number[] } {
  let folded = '';
  let index = 0;
  const places: number[] = [];
  for (const sign of text) {
    const letters = foldWord(sign);
    for (const _ of letters.split('')) places.push(index);
    folded += letters;
    index += sign.length;
  }
  return { folded, places: [...places, index] };
}
