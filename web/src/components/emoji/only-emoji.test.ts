import { expect, test } from 'vitest';
import { isOnlyEmoji } from './only-emoji.ts';

test.each(['🎉', '👩‍👩‍👧 👍🏽', '🇵🇱', '❤️'])('%s alone is shown big', (text) => {
  expect(isOnlyEmoji(text)).toBe(true);
});

test.each(['', ' ', '7', '#', 'ok 🎉', '🎉🎉🎉🎉🎉🎉🎉', '™ x'])('“%s” is shown as text', (text) => {
  expect(isOnlyEmoji(text)).toBe(false);
});
