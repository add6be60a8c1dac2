/** Up to six emoji and nothing else: shown big. */
export function isOnlyEmoji(text: string): boolean {
  const bare = text.replaceAll(/\s/g, '');
  if (!bare || bare.length > 60 || /[0-9#*]/.test(bare)) return false;
  if (!/^[\p{Extended_Pictographic}\p{Emoji_Component}]+$/u.test(bare)) return false;
  if (!/\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(bare)) return false;
  return [...new Intl.Segmenter().segment(bare)].length <= 6;
}
