import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { keptByChat } from './kept-by-chat.ts';

/** Milliseconds to gather keystrokes before they are kept. */
const gather = 300;
const kept = keptByChat('draft');

/** What is being written in each chat, by whoever is signed in; other tabs show it, too. */
export const useDrafts = defineStore('drafts', () => {
  const texts = shallowReactive(new Map<string, string>());
  const changed = new Set<string>();
  let user: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function begin(id: number) {
    user = id;
    for (const [uri, text] of kept.all(id)) texts.set(uri, text);
  }

  function set(uri: string, text: string) {
    if (text) texts.set(uri, text);
    else texts.delete(uri);
    changed.add(uri);
    timer ??= setTimeout(flush, gather);
  }

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    for (const uri of changed) kept.keep(user, uri, texts.get(uri)?.trim() ? texts.get(uri)! : null);
    changed.clear();
  }

  function clear() {
    flush();
    user = null;
    texts.clear();
  }

  addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', flush);
  addEventListener('storage', ({ key, newValue }) => {
    const uri = user === null ? null : kept.chatOf(user, key);
    if (uri === null) return;
    if (newValue) texts.set(uri, newValue);
    else texts.delete(uri);
  });

  return { texts, set, begin, clear, forget: kept.forget };
});
