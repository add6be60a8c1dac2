import { expect, test } from 'vitest';
import { textParts } from './addresses.ts';

const links = (text: string) => textParts(text).flatMap((part) => (part.kind === 'link' ? [part.url] : []));

test.each([
  ['See https://example.org.', ['https://example.org']],
  ['(https://example.org/a_(b))', ['https://example.org/a_(b)']],
  ['http://a.b/c?d=e&f=g#h, and https://x.y!', ['http://a.b/c?d=e&f=g#h', 'https://x.y']],
  ['“https://example.org/ż”', ['https://example.org/ż']],
  ['mailto:a@b.c data:text/html,x ftp://a.b', []],
  ['https://', []],
  ['see www.a.b/c, not awww.a.b', ['https://www.a.b/c']],
  ['<https://example.org>', ['https://example.org']],
])('%s holds the links %j', (text, expected) => {
  expect(links(text)).toEqual(expected);
});

test('all parts together are the text', () => {
  const text = 'a https://example.org/x). b\n https://example.com';
  expect(
    textParts(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
});
