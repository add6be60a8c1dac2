/** What was found out about one thing: a sentence, and what to do where it isn't well. */
export interface Finding {
  result: 'well' | 'doubtful' | 'wrong';
  about: string;
  sentence: string;
  advice?: string;
}

/** Makes findings about one thing. */
export function findingsAbout(about: string) {
  return {
    well: (sentence: string): Finding => ({ result: 'well', about, sentence }),
    doubtful: (sentence: string, advice: string): Finding => ({
      result: 'doubtful',
      about,
      sentence,
      advice,
    }),
    wrong: (sentence: string, advice: string): Finding => ({ result: 'wrong', about, sentence, advice }),
  };
}

/** Of an error that says what to do after a colon, as a `StartupError` does. */
export function splitSentence(error: unknown): [sentence: string, advice: string] {
  const text = error instanceof Error ? error.message : String(error);
  const cut = text.lastIndexOf(': ');
  if (cut < 0) return [text, 'See docs/operating.md.'];
  const advice = text.slice(cut + 2);
  return [`${text.slice(0, cut)}.`, advice.charAt(0).toUpperCase() + advice.slice(1)];
}
