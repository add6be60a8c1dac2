export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; url: string };

const address = /https?:\/\/[^\s<>"'`]+/giu;

/** Plain text, with its http(s) addresses told apart. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let place = 0;
  for (const match of text.matchAll(address)) {
    const found = withoutEnd(match[0]);
    if (!isAddress(found)) continue;
    if (match.index > place) parts.push({ kind: 'text', text: text.slice(place, match.index) });
    parts.push({ kind: 'link', text: found, url: found });
    place = match.index + found.length;
  }
  if (place < text.length) parts.push({ kind: 'text', text: text.slice(place) });
  return parts;
}

/** The full stop after an address belongs to the sentence, and so does a bracket that opened before it. */
function withoutEnd(found: string): string {
  let url = found;
  for (;;) {
    const last = url.at(-1)!;
    const opening = { ')': '(', ']': '[', '}': '{' }[last];
    const isStray = opening ? count(url, last) > count(url, opening) : /[.,;:!?*_~…”’»]/u.test(last);
    if (!isStray) return url;
    url = url.slice(0, -1);
  }
}

const count = (text: string, letter: string) => text.split(letter).length - 1;

function isAddress(text: string): boolean {
  try {
    return new URL(text).hostname.length > 0;
  } catch {
    return false;
  }
}

/** Up to six emoji and nothing else: shown big. */
export function isOnlyEmoji(text: string): boolean {
  const bare = text.replaceAll(/\s/g, '');
  if (!bare || bare.length > 60 || /[0-9#*]/.test(bare)) return false;
  if (!/^[\p{Extended_Pictographic}\p{Emoji_Component}]+$/u.test(bare)) return false;
  if (!/\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(bare)) return false;
  return [...new Intl.Segmenter().segment(bare)].length <= 6;
}
