import { sounds, type Settings, type Sound } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { reactive, toRefs, watch } from 'vue';
import { isLocale, localeOf } from '../locales/index.ts';
import type { LocaleName } from '../locales/locale.ts';

export type Theme = NonNullable<Settings['theme']>;
export type Density = NonNullable<Settings['density']>;
export interface Preferences {
  language: LocaleName;
  theme: Theme;
  density: Density;
  sound: Sound | 'none';
  /** In per cent. */
  volume: number;
  quiet_hours: { from: string; to: string } | null;
  share_reads: boolean;
  /** Whether pushes and mails say what messages say. */
  notice_texts: boolean;
  /** Whether this browser is to show notifications; whether it may is its own matter. */
  notify: boolean;
  /** Whether notifications were suggested: once is enough. */
  suggested: boolean;
  /** Whether keys without Ctrl or Alt do something wherever one is: who speaks to the computer may not want that. */
  single_keys: boolean;
  /** Whether the details stand beside the chat where there is room. */
  details: boolean;
}

/** `--color-page`, as index.html has it. */
const pageColours = { light: '#ffffff', dark: '#0e1116' };

/** `public/theme.js` reads the same entry before the first paint. */
const storageKey = 'chatire.preferences';

/** What this browser was told to look and sound like. Some of it follows the person: see `settings.ts`. */
export const usePreferences = defineStore('preferences', () => {
  const chosen = reactive<Preferences>(read());

  watch(chosen, (now) => {
    try {
      localStorage.setItem(storageKey, JSON.stringify(now));
    } catch {
      // Storage is withheld: the choice lasts as long as the page.
    }
  });

  watch(
    () => [chosen.theme, chosen.density] as const,
    ([theme, density]) => {
      const { dataset } = document.documentElement;
      if (theme === 'system') delete dataset['theme'];
      else dataset['theme'] = theme;
      dataset['density'] = density;
      // What browsers paint around the page follows the choice, too; each of the two belongs to a theme of the system.
      for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
        meta.content = pageColours[theme === 'system' ? (/dark/.test(meta.media) ? 'dark' : 'light') : theme];
    },
    { immediate: true },
  );

  return toRefs(chosen);
});

function read(): Preferences {
  const stored = readStored();
  const { language, theme, density, sound, volume, quiet_hours } = stored;
  return {
    language: isLocale(language) ? language : localeOf(navigator.languages),
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    density: density === 'compact' ? density : 'comfortable',
    sound: readSound(sound),
    volume: typeof volume === 'number' ? volume : 60,
    quiet_hours: isHours(quiet_hours) ? quiet_hours : null,
    share_reads: stored['share_reads'] !== false,
    notice_texts: stored['notice_texts'] !== false,
    notify: stored['notify'] === true,
    suggested: stored['suggested'] === true,
    single_keys: stored['single_keys'] !== false,
    details: stored['details'] !== false,
  };
}

function readSound(sound: unknown): Preferences['sound'] {
  // It was a switch once.
  if (sound === false || sound === 'none') return 'none';
  return sounds.find((name) => name === sound) ?? 'chime';
}

const isHours = (value: unknown): value is { from: string; to: string } =>
  typeof value === 'object' && value !== null && 'from' in value && 'to' in value;

function readStored(): Record<string, unknown> {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '{}') ?? {};
  } catch {
    return {};
  }
}
