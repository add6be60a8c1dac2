/** Zero-width signs, fillers and variants. Those of flags aren't among them. */
const nothing =
  '[\\u00ad\\u034f\\u115f\\u1160\\u180b-\\u180e\\u200b-\\u200f\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0]';
/** What turns the order of letters around, sets a sixth mark on one, or shows nothing for the fourth time in a row. */
const traps = new RegExp(
  `[\\u202a-\\u202e\\u2066-\\u2069]|(?<=\\p{Mn}{5})\\p{Mn}|(?<=${nothing}{3})${nothing}`,
  'gu',
);

/** A text as it may stand among others. What was written stays as it is, for those who edit it. */
export const shownText = (text: string): string => text.replaceAll(traps, '');
