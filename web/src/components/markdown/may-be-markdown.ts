import { textParts } from './addresses.ts';

/** Whether a text has to be parsed. Most don't: their words and bare addresses are all there is. */
export function mayBeMarkdown(text: string): boolean {
  return textParts(text).some((part) => part.kind === 'text' && signs.test(part.text)) || fence.test(text);
}

const signs =
  /[*~`[]|\\[!-/:-@[-`{-~]|(?<![\p{L}\p{N}])_|<(?:https?|mailto):?|<$|^ {0,3}(?:>|(?:[-+]|\d{1,9}[.)])[ \t]+\S)/imu;
const fence = /^ {0,3}(?:`{3}|~{3})/m;
