import { limits } from '@chatire/protocol';
import { Tokenizer } from 'marked';
import { expect, test, vi } from 'vitest';
import { parseMarkdown, type Block, type Inline } from './parse-markdown.ts';

/** Trees as lists: ['strong', 'word']. */
const shown = (text: string) => parseMarkdown(text).map(short);
const short = (block: Block): unknown => {
  switch (block.kind) {
    case 'paragraph':
      return ['p', ...inlines(block.inside)];
    case 'quote':
      return ['quote', ...block.blocks.map(short)];
    case 'list':
      return [block.start ?? 'list', ...block.items.map(({ blocks }) => blocks.map(short))];
    case 'code':
      return [block.language, block.text];
  }
};
const inlines = (inside: Inline[]): unknown[] =>
  inside.map((part) => {
    if (part.kind === 'text') return part.text;
    if (part.kind === 'code') return ['code', part.text];
    return [part.kind === 'link' ? part.url : part.kind, ...inlines(part.inside)];
  });

test('everyday Markdown becomes a tree', () => {
  expect(shown('a **b** _c_ ~~d~~ `e`')).toEqual([
    ['p', 'a ', ['strong', 'b'], ' ', ['em', 'c'], ' ', ['del', 'd'], ' ', ['code', 'e']],
  ]);
  expect(shown('1. a\n2. b\n   - c')).toEqual([
    [
      1,
      [['p', 'a']],
      [
        ['p', 'b'],
        ['list', [['p', 'c']]],
      ],
    ],
  ]);
  expect(shown('- [x] done\n- [ ] to do')).toEqual([['list', [['p', '☑ ', 'done']], [['p', '☐ ', 'to do']]]]);
  expect(shown('```ts\nlet a;\n```\nafter')).toEqual([
    ['ts', 'let a;'],
    ['p', 'after'],
  ]);
  expect(shown('[words](https://a.b) https://a.b/_c_/d.')).toEqual([
    ['p', ['https://a.b', 'words'], ' ', ['https://a.b/_c_/d', 'https://a.b/_c_/d'], '.'],
  ]);
});

test('tags are letters like others', () => {
  expect(shown('<div>\n**x**</div>')).toEqual([['p', '<div>\n', ['strong', 'x'], '</div>']]);
});

test('what follows a quote or a list in the next line is not a part of it', () => {
  expect(shown('> said\nanswered')).toEqual([
    ['quote', ['p', 'said']],
    ['p', 'answered'],
  ]);
  expect(shown('- a\n- b\ndone')).toEqual([
    ['list', [['p', 'a']], [['p', 'b']]],
    ['p', 'done'],
  ]);
});

test.each([
  '<script>alert(1)</script> <b>x</b> &amp; <img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](data:text/html,x)',
  '[x](/chats/abc)',
  '[https://bank.example](https://thief.example)',
  'a\n# b\nc\n---\nd',
  '    four spaces\nline\n  break',
  '-',
  '~5 km, ~6 km',
  '2 * 3 * 4 and snake_case_name',
])('%j stays as typed', (text) => {
  expect(JSON.stringify(shown(text)).match(/\[/g)!.length - (text.match(/\[/g)?.length ?? 0)).toBe(2);
  expect(words(parseMarkdown(text))).toBe(text);
});

test('a picture is never fetched: it is a link', () => {
  expect(shown('![cat](https://a.b/cat.png)')).toEqual([['p', '!', ['https://a.b/cat.png', 'cat']]]);
});

test.each([
  '[',
  'a_**',
  '*a]',
  '>',
  '> ',
  '- ',
  '> - ',
  '*a ',
  'a**b',
  '_a__b',
  '[a](',
  '<',
  'a@',
  '`a``b',
  'http://',
  '1. ',
])('a message of nothing but %j makes a small and flat tree', (sign) => {
  const text = sign.repeat(limits.messageLength).slice(0, limits.messageLength);
  const tree = parseMarkdown(text);
  expect(depth(tree)).toBeLessThan(40);
  expect(JSON.stringify(tree).length).toBeLessThan(40 * text.length);
});

test('signs of emphasis without their other half are looked for a bounded number of times', () => {
  const tries = vi.spyOn(Tokenizer.prototype, 'emStrong');
  parseMarkdown('a_**'.repeat(limits.messageLength / 4));
  expect(tries.mock.calls.length).toBeGreaterThan(0);
  expect(tries.mock.calls.length).toBeLessThan(100);
  tries.mockRestore();
});

const words = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(words).join('');
  if (typeof value !== 'object' || value === null) return '';
  return 'text' in value ? String(value.text) : Object.values(value).map(words).join('');
};
const depth = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0;
