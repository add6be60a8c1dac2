import { defineStore } from 'pinia';
import { reactive, toRefs, watch } from 'vue';
import { isLocale, localeOf } from '../locales/index.ts';
import type { LocaleName } from '../locales/locale.ts';

export type Theme = 'system' | 'light' | 'dark';
interface Preferences {
  language: LocaleName;
  theme: Theme;
  sound: boolean;
  /** Whether the details stand beside the chat where there is room. */
  details: boolean;
}

/** `public/theme.js` reads the same entry before the first paint. */
const storageKey = 'chatire.preferences';

/** What this browser was told to look and sound like. */
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
    () => chosen.theme,
    (theme) => {
      const { dataset } = document.documentElement;
      if (theme === 'system') delete dataset['theme'];
      else dataset['theme'] = theme;
    },
    { immediate: true },
  );

  return toRefs(chosen);
});

function read(): Preferences {
  const stored = readStored();
  return {
    language: isLocale(stored['language']) ? stored['language'] : localeOf(navigator.languages),
    theme: stored['theme'] === 'light' || stored['theme'] === 'dark' ? stored['theme'] : 'system',
    sound: stored['sound'] !== false,
    details: stored['details'] !== false,
  };
}

function readStored(): Record<string, unknown> {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '{}') ?? {};
  } catch {
    return {};
  }
}
