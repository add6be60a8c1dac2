import { expect, test } from 'vitest';
import { tidyLine } from './tidy-line.ts';

test.each([
  ['\u202egnp.exe', 'gnp.exe'],
  ['\u2068Ada\u2069\u200b \u00ad\ufeffLovelace ', 'Ada Lovelace'],
  ['Ja\u200dn', 'Jan'],
  ['a\u00a0\u3000\u2028b', 'a b'],
  ['Zoe\u0308', 'Zoë'],
  [`z${'\u0335'.repeat(300)}`, `z${'\u0335'.repeat(5)}`],
  ['\ud800', '\ufffd'],
])('%j becomes %j', (typed, tidy) => {
  expect(tidyLine(typed)).toBe(tidy);
});

test.each(['👩‍👩‍👧‍👦 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👍🏽', 'علی\u200cرضا', 'श्री\u200dमान्', '辻\u{e0100}', 'שָׁלוֹם', 'Nguyễn Thị', 'ก็ได้'])(
  '%s stays as it is',
  (name) => {
    expect(tidyLine(name.normalize('NFC'))).toBe(name.normalize('NFC'));
  },
);
