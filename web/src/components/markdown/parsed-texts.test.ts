import { expect, test } from 'vitest';
import { parsedText } from './parsed-texts.ts';

test('a text is parsed once for as long as it is among those shown last', () => {
  const tree = parsedText('**once**');
  for (let n = 0; n < 499; n++) parsedText(`*other ${n}*`);
  expect(parsedText('**once**')).toBe(tree);
  for (let n = 0; n < 500; n++) parsedText(`*another ${n}*`);
  expect(parsedText('**once**')).not.toBe(tree);
});
