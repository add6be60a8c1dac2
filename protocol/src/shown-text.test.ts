import { expect, test } from 'vitest';
import { shownText } from './shown-text.ts';

test.each([
  ['\u202egnp.exe\u2066', 'gnp.exe'],
  [`a${'\u200b'.repeat(500)}b`, 'a\u200b\u200b\u200bb'],
  [`z${'\u0335'.repeat(300)}`, `z${'\u0335'.repeat(5)}`],
])('%j is shown as %j', (text, shown) => {
  expect(shownText(text)).toBe(shown);
});

test.each(['👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'می\u200cخواهم', '\u200fשלום', 'שָׁלוֹם', 'ก็ได้', 'Nguyễn'])(
  '%s is shown as it is',
  (text) => {
    expect(shownText(text)).toBe(text);
  },
);
