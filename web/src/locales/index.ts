import { reach } from '../reach.ts';
import { en } from './en.ts';
import type { LocaleName } from './locale.ts';
import type { Texts } from './texts.ts';

/** Each in its own words. */
export const localeNames = { en: 'English', pl: 'Polski' } as const satisfies Record<LocaleName, string>;

export const isLocale = (name: unknown): name is LocaleName =>
  typeof name === 'string' && Object.hasOwn(localeNames, name);

/** The first of the browser's languages that we speak. */
export function localeOf(wished: readonly string[]): LocaleName {
  return wished.map((tag) => tag.toLowerCase().split('-')[0]).find(isLocale) ?? 'en';
}

/** Languages other than English are loaded when they are wanted. */
export async function useLanguage({ current }: Texts, name: LocaleName): Promise<void> {
  const texts = name === 'pl' ? (await reach(() => import('./pl.ts'))).pl : en;
  current.value = { name, texts };
  document.documentElement.lang = name;
}
