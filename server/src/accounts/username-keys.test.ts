import { expect, test } from 'vitest';
import { skeletonOf } from './username-keys.ts';

test.each([
  ['paypal', 'рауpаl'],
  ['Ivan', 'lvan'],
  ['admin', 'аdmіn'],
  ['tom', 'torn'],
  ['bob', 'b0b'],
  ['anna', 'аnna'],
  ['αlpha', 'alpha'],
])('%s and %s look alike', (one, other) => {
  expect(skeletonOf(one)).toBe(skeletonOf(other));
});

test.each([
  ['michał', 'michal'],
  ['żaba', 'zaba'],
  ['jose', 'josé'],
  ['anna', 'anka'],
  ['анна', 'инна'],
])('%s and %s do not', (one, other) => {
  expect(skeletonOf(one)).not.toBe(skeletonOf(other));
});
