import emoji from 'virtual:emoji';
import english from 'virtual:emoji/en';
import { foldWord } from '@chatire/protocol';

export interface Emoji {
  char: string;
  /** 0 to 9, as Unicode groups them. */
  group: number;
  /** Between two colons: `tada`. */
  codes: string[];
  hasTones: boolean;
  name: string;
  /** What it can be found by, without capitals and accents. */
  words: string[];
}

const lists = new Map<string, Promise<Emoji[]>>();

/** All emoji, with the names of one language. They are found by their English words too: many know only those. */
export function loadEmoji(language: string): Promise<Emoji[]> {
  const list = lists.get(language) ?? make(language);
  lists.set(language, list);
  list.catch(() => lists.delete(language));
  return list;
}

async function make(language: string): Promise<Emoji[]> {
  const words = language === 'pl' ? (await import('virtual:emoji/pl')).default : english;
  return emoji.map(([char, group, codes, hasTones], index) => {
    const own = words[index]!.split('|');
    const all = words === english ? own : [...own, ...english[index]!.split('|')];
    return { char, group, codes, hasTones: hasTones === 1, name: own[0]!, words: all.map(foldWord) };
  });
}
