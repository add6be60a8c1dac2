import { createI18n, type I18n } from 'vue-i18n';
import { en } from './en.ts';
import type { Locale } from './locale.ts';
import { pluralRules } from './plural-rules.ts';

/** Each in its own words. */
export const localeNames = { en: 'English', pl: 'Polski' } as const;
export type LocaleName = keyof typeof localeNames;

export const isLocale = (name: unknown): name is LocaleName =>
  typeof name === 'string' && Object.hasOwn(localeNames, name);

/** The first of the browser's languages that we speak. */
export function localeOf(wished: readonly string[]): LocaleName {
  return wished.map((tag) => tag.toLowerCase().split('-')[0]).find(isLocale) ?? 'en';
}

export const createTexts = () =>
  createI18n({
    legacy: false,
    locale: 'en',
    fallbackLocale: 'en',
    messages: { en } as Partial<Record<LocaleName, Locale>>,
    pluralRules,
  });
export type TextsPlugin = ReturnType<typeof createTexts>;

/** Languages other than English are loaded when they are wanted. */
export async function useLanguage(texts: TextsPlugin, name: LocaleName): Promise<void> {
  const { global } = texts as unknown as I18n<Record<string, Locale>, {}, {}, string, false>;
  if (name === 'pl' && !global.availableLocales.includes('pl')) {
    global.setLocaleMessage('pl', (await import('./pl.ts')).pl);
  }
  global.locale.value = name;
  document.documentElement.lang = name;
}
