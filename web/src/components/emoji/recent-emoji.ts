import { tones, type Tone } from './tones.ts';

/** Two rows of the picker. */
const most = 16;
const storageKey = 'chatire.emoji';

/** What this browser's people took last, and in which skin tone. */
export function readRecent(): { chars: string[]; tone: Tone } {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    const { chars, tone } = Object(stored) as { chars?: unknown; tone?: unknown };
    return {
      chars: Array.isArray(chars) ? chars.filter((char) => typeof char === 'string').slice(0, most) : [],
      tone: tones.find((one) => one === tone) ?? '',
    };
  } catch {
    return { chars: [], tone: '' };
  }
}

export function keepRecent(char: string): void {
  const { chars, tone } = readRecent();
  store([char, ...chars.filter((one) => one !== char)].slice(0, most), tone);
}

export const keepTone = (tone: Tone): void => store(readRecent().chars, tone);

function store(chars: string[], tone: Tone) {
  try {
    localStorage.setItem(storageKey, JSON.stringify({ chars, tone }));
  } catch {
    // Storage is withheld: nothing is recent then.
  }
}
