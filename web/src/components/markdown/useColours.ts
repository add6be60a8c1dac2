import { shallowRef, watchEffect } from 'vue';
import type { Colour } from './highlight.ts';

/** A code's parts in their colours; null while they are fetched, and for languages that nobody here speaks. */
export function useColours(code: () => { text: string; language: string }) {
  const colours = shallowRef<Colour[] | null>(null);
  watchEffect(async () => {
    const { text, language } = code();
    colours.value = null;
    if (!language) return;
    const found = await import('./highlight.ts')
      .then(({ highlight }) => highlight(language, text))
      .catch(() => null);
    // Edited in the meantime?
    if (code().text === text) colours.value = found;
  });
  return colours;
}
