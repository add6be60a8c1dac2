import type { Quote } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { keptByChat } from './kept-by-chat.ts';

const kept = keptByChat('reply');

/** Of each chat the message that the draft there answers. Kept where drafts are. */
export const useReplying = defineStore('replying', () => {
  const current = shallowReactive(new Map<string, Quote>());
  let user: number | null = null;

  function set(uri: string, quote: Quote | null) {
    if (quote) current.set(uri, quote);
    else current.delete(uri);
    kept.keep(user, uri, quote && JSON.stringify(quote));
  }

  return {
    current,
    set,
    begin(id: number) {
      user = id;
      for (const [uri, quote] of kept.all(id)) current.set(uri, JSON.parse(quote) as Quote);
    },
    clear() {
      user = null;
      current.clear();
    },
    forget: kept.forget,
  };
});
