/** Scripts in which U+200C and U+200D change how letters join, so that names need them. */
const joining =
  '\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Mong}\\p{sc=Nkoo}\\p{sc=Deva}\\p{sc=Beng}\\p{sc=Guru}\\p{sc=Gujr}\\p{sc=Orya}\\p{sc=Taml}\\p{sc=Telu}\\p{sc=Knda}\\p{sc=Mlym}\\p{sc=Sinh}\\p{sc=Khmr}\\p{sc=Mymr}';
/** Emoji, variants of Han letters and joiners stay; of what else shows nothing, only the group is set. */
const invisible = new RegExp(
  `\\p{RGI_Emoji}|(?<=\\p{sc=Han})[\\u{fe00}-\\u{fe0f}\\u{e0100}-\\u{e01ef}]|(?<=[${joining}])[\\u200c\\u200d](?=[${joining}])|(\\p{Default_Ignorable_Code_Point})`,
  'gv',
);
/** No script needs more of them on one letter. */
const towers = /(\p{Mn}{5})\p{Mn}+/gu;

/** A name or another line, without what is there but can't be seen: two that look the same are the same. */
export const tidyLine = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(invisible, (sign, nothing?: string) => (nothing === undefined ? sign : ''))
    .normalize('NFC')
    .replaceAll(towers, '$1')
    .replaceAll(/[\p{Zs}\u2028\u2029]+/gu, ' ')
    .trim();
