export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; url: string };

const address = /(?:https?:\/\/|(?<![\p{L}\p{N}/.@-])www\.)[^\s<>"'`]+/giu;

/** Plain text, with its bare http(s) addresses told apart. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let place = 0;
  for (const match of text.matchAll(address)) {
    const found = withoutEnd(match[0]);
    const url = urlOf(found);
    if (!url) continue;
    if (match.index > place) parts.push({ kind: 'text', text: text.slice(place, match.index) });
    parts.push({ kind: 'link', text: found, url });
    place = match.index + found.length;
  }
  if (place < text.length) parts.push({ kind: 'text', text: text.slice(place) });
  return parts;
}

/** The address that a text begins with. */
export function addressAt(text: string): { text: string; url: string } | null {
  const [found] = /^(?:https?:\/\/|www\.)[^\s<>"'`]+/iu.exec(text) ?? [];
  const bare = found && withoutEnd(found);
  const url = bare && urlOf(bare);
  return url ? { text: bare, url } : null;
}

/** The full stop after an address belongs to the sentence, and so does a bracket that opened before it. */
function withoutEnd(found: string): string {
  const counts: Record<string, number> = {};
  for (const letter of found) counts[letter] = (counts[letter] ?? 0) + 1;
  let end = found.length;
  for (; end > 0; end--) {
    const last = found[end - 1]!;
    const opening = { ')': '(', ']': '[', '}': '{' }[last];
    const isStray = opening ? counts[last]! > (counts[opening] ?? 0) : /[.,;:!?*_~…”’»]/u.test(last);
    if (!isStray) break;
    counts[last]!--;
  }
  return found.slice(0, end);
}

/** Who is named before an @ in an address isn't where it leads: such are for hiding that. */
function urlOf(text: string): string | null {
  const url = /^www\./i.test(text) ? `https://${text}` : text;
  const { hostname, username, password } = urlParts(url) ?? {};
  return hostname && !username && !password ? url : null;
}

/**
 * Where a link really leads, if its words look like another place: they name one, or they mix Latin letters with those of other
 * scripts that look the same, or have signs that look like the end of a name. null: they are honest.
 */
export function hiddenHost(url: string, words: string): string | null {
  const { protocol, hostname = '', pathname = '' } = urlParts(url) ?? {};
  const host = protocol === 'mailto:' ? (pathname.split('@')[1] ?? '') : hostname;
  const typed = /^https?:\/*([^/?#:]*)/i.exec(url)?.[1] ?? '';
  const looksOdd = /[^\p{L}\p{M}\p{N}._[-]/u.test(typed) || (/[a-z]/i.test(typed) && alike.test(typed));
  const named =
    words
      .normalize('NFKC')
      .match(/(?<![\p{L}\p{N}_.-])[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.\p{L}[\p{L}\p{N}_-]+/gu) ?? [];
  const isOther = (name: string) => bare(urlParts(`https://${name}`)?.hostname ?? name) !== bare(host);
  return looksOdd || (named[0] !== undefined && isOther(named[0])) ? host : null;
}

const alike = /[\p{sc=Cyrl}\p{sc=Grek}\p{sc=Copt}\p{sc=Armn}\p{sc=Cher}\p{sc=Lisu}]/u;
const bare = (host: string) => host.replace(/^www\./, '');

/** An address taken apart; null if it is none. `URL.parse` is younger than some browsers that we serve. */
export function urlParts(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
