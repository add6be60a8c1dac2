/** Without capitals and accents, "ł" among them: that is how people type when they search. */
export const foldWord = (word: string): string =>
  word.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ł', 'l');
