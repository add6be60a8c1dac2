import { computed, inject, shallowRef, type App, type InjectionKey } from 'vue';
import { en } from './en.ts';
import type { Locale, LocaleName } from './locale.ts';
import { pluralRules } from './plural-rules.ts';

/** `values` stand in the text's braces. Of a text with several forms, `count` (or a bare number, which means it) says which. */
export type Translate = (key: string, values?: number | Record<string, unknown>) => string;

type Part = Record<LocaleName, object>;

/** What the page says, in the language chosen. */
export function createTexts() {
  const current = shallowRef<{ name: LocaleName; texts: Locale }>({ name: 'en', texts: en });
  const more: Part = { en: {}, pl: {} };

  const t: Translate = (key, values = {}) => {
    const { name, texts } = current.value;
    const named: Record<string, unknown> = typeof values === 'number' ? { count: values } : values;
    const forms = (find(texts, key) ?? find(more[name], key) ?? key).split(' | ');
    const form = forms.length > 1 ? pluralRules[name](Number(named['count']), forms.length) : 0;
    return forms[form]!.replaceAll(/\{(\w+)\}/g, (_, value: string) => String(named[value] ?? ''));
  };

  /** What only some pages say comes with them, in all languages: whoever needs it adds it before it is shown. */
  const add = (part: Part) => {
    for (const name of ['en', 'pl'] as const) Object.assign(more[name], part[name]);
  };

  const texts = { t, add, current, locale: computed(() => current.value.name) };
  const install = (app: App) => {
    app.provide(textsKey, texts);
    app.config.globalProperties.$t = t;
  };
  return { ...texts, install };
}
export type Texts = Omit<ReturnType<typeof createTexts>, 'install'>;

const textsKey: InjectionKey<Texts> = Symbol('texts');

export function useTexts() {
  const texts = inject(textsKey);
  if (!texts) throw new Error('No texts were provided.');
  return texts;
}

/** A text that isn't there shows its key, which a test finds before anybody else. */
function find(texts: object, key: string): string | undefined {
  let found: unknown = texts;
  for (const part of key.split('.')) found = (found as Record<string, unknown> | undefined)?.[part];
  return typeof found === 'string' ? found : undefined;
}

declare module 'vue' {
  interface ComponentCustomProperties {
    $t: Translate;
  }
}
