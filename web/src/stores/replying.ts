import type { Quote } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';

const keyOf = (user: number, uri = '') => `chatire.reply.${user}.${uri}`;

/** Of each chat the message that the draft there answers. Kept where drafts are. */
export const useReplying = defineStore('replying', () => {
  const current = shallowReactive(new Map<string, Quote>());
  let user: number | null = null;

  function set(uri: string, quote: Quote | null) {
    if (quote) current.set(uri, quote);
    else current.delete(uri);
    if (user !== null) keep(keyOf(user, uri), quote);
  }

  return {
    current,
    set,
    begin(id: number) {
      user = id;
      for (const [uri, quote] of keptBy(id)) current.set(uri, quote);
    },
    clear() {
      user = null;
      current.clear();
    },
    /** Takes all of this person's out of the browser. */
    forget: (id: number) => keptBy(id).forEach(([uri]) => keep(keyOf(id, uri), null)),
  };
});

function keptBy(user: number): [uri: string, quote: Quote][] {
  try {
    const start = keyOf(user);
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(start));
    return keys.map((key) => [key.slice(start.length), JSON.parse(localStorage.getItem(key)!) as Quote]);
  } catch {
    return [];
  }
}

function keep(key: string, quote: Quote | null) {
  try {
    if (quote) localStorage.setItem(key, JSON.stringify(quote));
    else localStorage.removeItem(key);
  } catch {
    // Withheld or full: it lasts as long as the page.
  }
}
