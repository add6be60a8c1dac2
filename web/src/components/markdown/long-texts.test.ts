import { limits, plainText, shownText } from '@chatire/protocol';
import { expect, test } from 'vitest';
import { isOnlyEmoji } from '../emoji/only-emoji.ts';
import { hiddenHost, textParts } from './addresses.ts';
import { mayBeMarkdown } from './may-be-markdown.ts';
import { parseMarkdown } from './parse-markdown.ts';

/** What took longest of some thousand, and what is known to blow patterns up. */
const signs =
  '~~a|!~~a|*a|[*a|a_**|_a__b|**_**|[|](|[a](|[a][|`|``a`|> |> > |> - |> ```\n|- |1. a\n  |<|<a |http://|https://a.|www.a@|a@|@ |\\[|\n|  \n| |\u00a0|İ|ﷺ|ł|👩\u200d|\u200b|\u0335|\u202e|((|))|"|a.'.split(
    '|',
  );
const shows: Record<string, (text: string) => unknown> = {
  parseMarkdown,
  mayBeMarkdown,
  plainText,
  textParts,
  shownText,
  isOnlyEmoji,
  hiddenHost: (text) => hiddenHost('https://a.example', text),
};

test.each(Object.entries(shows))(
  'of a message of nothing but one sign, %s takes less than 50 ms',
  (_name, show) => {
    for (const sign of signs) {
      const text = sign.repeat(limits.messageLength).slice(0, limits.messageLength - 1);
      expect([sign, cheapest(() => [show(text), show(`${text}x`)]) < 100]).toEqual([sign, true]);
    }
  },
);

/** Milliseconds of the best of some tries: what else this machine does meanwhile isn't counted. */
function cheapest(work: () => unknown): number {
  let least = Infinity;
  for (let attempt = 0; attempt < 10 && least > 50; attempt++) {
    const began = performance.now();
    work();
    least = Math.min(least, performance.now() - began);
  }
  return least;
}
