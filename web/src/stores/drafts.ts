import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';

/** Milliseconds to gather keystrokes before they are kept. */
const gather = 300;
const keyOf = (user: number, uri = '') => `chatire.draft.${user}.${uri}`;

/**
 * What is being written in each chat, by whoever is signed in. In localStorage: it can be written while the page is
 * going away, and other tabs hear of it. Where that is withheld, drafts last as long as the page.
 */
export const useDrafts = defineStore('drafts', () => {
  const texts = shallowReactive(new Map<string, string>());
  const changed = new Set<string>();
  let user: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function begin(id: number) {
    user = id;
    for (const [uri, text] of draftsOf(id)) texts.set(uri, text);
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
    for (const uri of changed) if (user !== null) keep(keyOf(user, uri), texts.get(uri) ?? '');
    changed.clear();
  }

  function clear() {
    flush();
    user = null;
    texts.clear();
  }

  /** Takes all of this person's drafts out of the browser. */
  function forget(id: number) {
    for (const [uri] of draftsOf(id)) keep(keyOf(id, uri), '');
  }

  addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', flush);
  addEventListener('storage', ({ key, newValue }) => {
    if (user === null || !key?.startsWith(keyOf(user))) return;
    const uri = key.slice(keyOf(user).length);
    if (newValue) texts.set(uri, newValue);
    else texts.delete(uri);
  });

  return { texts, set, begin, clear, forget };
});

function draftsOf(user: number): [uri: string, text: string][] {
  try {
    const start = keyOf(user);
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(start));
    return keys.map((key) => [key.slice(start.length), localStorage.getItem(key) ?? '']);
  } catch {
    return [];
  }
}

function keep(key: string, text: string) {
  try {
    if (/\S/.test(text)) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // Withheld or full: the draft lasts as long as the page.
  }
}
