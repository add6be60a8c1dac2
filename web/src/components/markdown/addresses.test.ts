import { expect, test } from 'vitest';
import { hiddenHost, textParts } from './addresses.ts';

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
  ['https://bank.example@thief.example/', []],
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

test.each([
  ['https://bank.example', 'https://bank.example/a', null],
  ['https://www.bank.example', 'bank.example', null],
  ['https://żółw.pl/', 'https://żółw.pl/', null],
  ['https://пример.рф', 'https://пример.рф', null],
  ['https://日本.jp', 'https://日本.jp', null],
  ['https://a.b/c', 'see the words', null],
  ['http://my_host.example.org', 'http://my_host.example.org', null],
  ['http://[::1]:8080/', 'http://[::1]:8080/', null],
  ['mailto:me@bank.example', 'me@bank.example', null],
  ['mailto:me@thief.example', 'me@bank.example', 'thief.example'],
  ['https://a.b:8080/c', 'https://a.b:8080/c', null],
  ['https://thief.example', 'bank.example', 'thief.example'],
  ['https://bank.example.thief.example', 'https://bank.example', 'bank.example.thief.example'],
  ['https://аррle.com', 'https://аррle.com', 'xn--le-6kc8da.com'],
  [
    'https://bank.com∕a.thief.example',
    'https://bank.com∕a.thief.example',
    'bank.xn--coma-id9a.thief.example',
  ],
])('a link to %s that says %s leads to %s', (url, words, host) => {
  expect(hiddenHost(url, words)).toBe(host);
});
