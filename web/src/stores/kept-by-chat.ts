import { ownName } from '../own-address.ts';

/**
 * A short text of each chat, of whoever is signed in. In localStorage: it can be written while the page is going away, and other
 * tabs hear of it. Where that is withheld, it lasts as long as the page.
 */
export function keptByChat(what: 'draft' | 'reply' | 'read') {
  const keyOf = (user: number, uri = '') => `${ownName('chatire')}.${what}.${user}.${uri}`;
  const chatOf = (user: number, key: string | null) =>
    key?.startsWith(keyOf(user)) ? key.slice(keyOf(user).length) : null;

  function all(user: number): [uri: string, text: string][] {
    try {
      const keys = Object.keys(localStorage).filter((key) => chatOf(user, key) !== null);
      return keys.map((key) => [chatOf(user, key)!, localStorage.getItem(key) ?? '']);
    } catch {
      return [];
    }
  }

  function keep(user: number | null, uri: string, text: string | null) {
    if (user === null) return;
    try {
      if (text === null) localStorage.removeItem(keyOf(user, uri));
      else localStorage.setItem(keyOf(user, uri), text);
    } catch {
      // Withheld or full.
    }
  }

  /** Takes all of this person's out of the browser. */
  function forget(user: number) {
    for (const [uri] of all(user)) keep(user, uri, null);
  }
  return { all, keep, forget, chatOf };
}
