import { plainText } from '@chatire/protocol';
import { expect, test } from 'vitest';
import { parseMarkdown, type Block, type Inline } from './parse-markdown.ts';

test.each([
  'nothing to see here',
  'a **bold** word, a *leaning* one, __both__ _ways_ and ~~gone~~',
  '**bold and *leaning* in it**',
  'snake_case_name, 2 * 3 * 4, ~5 km, ¯\\\\_(ツ)_/¯',
  'run `npm *start*` and `a_b_`',
  '```ts\nconst a = 1;\n```',
  '> said before\nanswered',
  'see [the page](https://example.org/a) or <https://example.org>, not [this](javascript:x)',
  'https://example.org/_a_/b and \\*stars\\*',
  '**run `it` now**, [a *b*](https://a.b), **https://a.b/c**',
  '2 ** 3 ** 4 and ** alone',
])('the plain text of %j is what its tree says', (text) => {
  expect(plainText(text).trim()).toBe(parseMarkdown(text).map(wordsOfBlock).join('\n'));
});

const wordsOfBlock = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return block.inside.map(words).join('');
    case 'quote':
      return block.blocks.map(wordsOfBlock).join('\n');
    case 'list':
      return block.items
        .flatMap(({ blocks }) => blocks)
        .map(wordsOfBlock)
        .join('\n');
    case 'code':
      return block.text;
  }
};
const words = (part: Inline): string => ('inside' in part ? part.inside.map(words).join('') : part.text);
