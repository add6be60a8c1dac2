import type { Plugin } from 'vite';
import { tones, withTone } from '../src/components/emoji/tones.ts';

/** Emoji that came later are boxes on too many devices still. */
const newest = 15;

interface Entry {
  hexcode: string;
  emoji: string;
  label: string;
  tags?: string[];
  group?: number;
  order?: number;
  version: number;
  skins?: { emoji: string }[];
}

/** `virtual:emoji`, and the words for them as `virtual:emoji/en` …: what the page needs of emojibase's data, a tenth of it. */
export function emojiData(): Plugin {
  return {
    name: 'emoji-data',
    resolveId: (id) => (id.startsWith('virtual:emoji') ? `\0${id}` : undefined),
    async load(id) {
      const [, language] = /^\0virtual:emoji(?:\/(\w+))?$/.exec(id) ?? [];
      if (language) return `export default ${JSON.stringify(await wordsIn(language))}`;
      return id === '\0virtual:emoji' ? `export default ${JSON.stringify(await emoji())}` : undefined;
    },
  };
}

const asJson = { with: { type: 'json' } } as const;
const entries: Record<string, () => Promise<{ default: unknown }>> = {
  en: () => import('emojibase-data/en/data.json', asJson),
  pl: () => import('emojibase-data/pl/data.json', asJson),
};
const read = async (language: string) => (await entries[language]!()).default as Entry[];

const shown = async () =>
  (await read('en'))
    // Group 2 holds parts of emoji, such as skin tones and hair.
    .filter(({ group, version }) => group !== undefined && group !== 2 && version <= newest)
    .sort((a, b) => a.order! - b.order!);

async function emoji() {
  const { default: codes }: { default: Record<string, string | string[]> } = await import(
    'emojibase-data/en/shortcodes/github.json',
    asJson
  );
  // All but one are made from the plain one, in one way.
  const hasTones = ({ emoji, skins }: Entry) =>
    skins?.some((skin) => bare(skin.emoji) === bare(withTone(emoji, tones[3]))) ? 1 : 0;
  return (await shown()).map((one) => [
    one.emoji,
    one.group,
    [codes[one.hexcode] ?? []].flat(),
    hasTones(one),
  ]);
}

/** Without the sign that asks for the coloured form of an emoji. */
const bare = (emoji: string) => emoji.replaceAll('\u{fe0f}', '');

async function wordsIn(language: string) {
  const words = new Map((await read(language)).map((one) => [one.hexcode, one]));
  return (await shown()).map(({ hexcode }) => {
    const { label = '', tags = [] } = words.get(hexcode) ?? {};
    return [label, ...tags].join('|');
  });
}
