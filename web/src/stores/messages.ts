import type { History, Message, User } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { useConnection } from '../connection/index.ts';
import { mergeMessages, renameAuthors } from './message-log.ts';

export interface MessageLog {
  /** Without holes from the first one held to the newest. */
  messages: Message[];
  state: 'loading' | 'loaded' | 'failed';
  hasOlder: boolean;
  older: 'idle' | 'loading' | 'failed';
}

/** The part of each opened chat's history that this page holds. */
export const useMessages = defineStore('messages', () => {
  const { api } = useConnection();
  const logs = shallowReactive(new Map<string, MessageLog>());
  /** What people of each chat were last known to be called, and as of which place in its log. */
  const names = new Map<string, Map<number, { user: User; sequence: number }>>();

  function change(uri: string, part: Partial<MessageLog>) {
    const log = logs.get(uri) ?? { messages: [], state: 'loading', hasOlder: false, older: 'idle' };
    logs.set(uri, { ...log, ...part });
  }

  /** Only chats that were opened keep messages; to the others they come with their first page. */
  function insert(uri: string, fresh: readonly Message[]) {
    const log = logs.get(uri);
    if (log && fresh.length) change(uri, { messages: mergeMessages(log.messages, fresh) });
  }

  /** A page that was long on its way may call people by what they were called before. */
  function insertPage(uri: string, page: History) {
    const newer = [...(names.get(uri)?.values() ?? [])].filter(({ sequence }) => sequence > page.sequence);
    const people = newer.map(({ user }) => user);
    insert(uri, people.length ? renameAuthors(page.messages, people) : page.messages);
  }

  /** Loads the newest page. `position`: how far events have already brought this chat on. */
  async function load(uri: string, position: () => number) {
    const current = logs.get(uri);
    if (current && current.state !== 'failed') return;
    change(uri, { messages: [], state: 'loading', older: 'idle' });
    const mine = () => logs.get(uri)?.state === 'loading';
    try {
      let page = await api.history(uri);
      const hasOlder = page.has_older;
      if (mine()) insertPage(uri, page);
      while (mine() && (page.has_newer || page.sequence < position())) {
        page = await api.history(uri, { after: page.messages.at(-1)?.sequence ?? page.sequence, limit: 100 });
        if (mine()) insertPage(uri, page);
      }
      if (mine()) change(uri, { state: 'loaded', hasOlder });
    } catch (error) {
      if (mine()) change(uri, { state: 'failed' });
      throw error;
    }
  }

  async function loadOlder(uri: string) {
    const log = logs.get(uri);
    const first = log?.messages[0];
    if (!log || !first || log.state !== 'loaded' || !log.hasOlder || log.older === 'loading') return;
    change(uri, { older: 'loading' });
    try {
      const page = await api.history(uri, { before: first.sequence });
      if (logs.get(uri)?.older !== 'loading') return;
      insertPage(uri, page);
      change(uri, { older: 'idle', hasOlder: page.has_older });
    } catch {
      if (logs.has(uri)) change(uri, { older: 'failed' });
    }
  }

  /**
   * Fetches what was posted after `after`; answers with the place reached. null: it was too much, the held
   * part is forgotten and has to be loaded afresh.
   */
  async function loadAfter(uri: string, after: number): Promise<number | null> {
    let place = after;
    for (let pages = 0; pages < 5; pages++) {
      const page = await api.history(uri, { after: place, limit: 100 });
      insertPage(uri, page);
      if (!page.has_newer) return page.sequence;
      place = page.messages.at(-1)?.sequence ?? page.sequence;
    }
    logs.delete(uri);
    return null;
  }

  /** Puts the newest page in the place of everything that is held. */
  async function refresh(uri: string) {
    const page = await api.history(uri);
    if (logs.get(uri)?.state !== 'loaded') return;
    change(uri, { messages: [], hasOlder: page.has_older, older: 'idle' });
    insertPage(uri, page);
  }

  /** `sequence`: the place in the log as of which they are called so. */
  function renamePeople(uri: string, people: readonly User[], sequence: number) {
    const known = names.get(uri) ?? new Map();
    for (const user of people) known.set(user.id, { user, sequence });
    names.set(uri, known);
    const log = logs.get(uri);
    const messages = log && renameAuthors(log.messages, people);
    if (log && messages !== log.messages) change(uri, { messages: messages! });
  }

  function forget(uri: string) {
    logs.delete(uri);
    names.delete(uri);
  }

  return {
    logs,
    insert,
    load,
    loadOlder,
    loadAfter,
    refresh,
    renamePeople,
    isHeld: (uri: string) => logs.has(uri),
    forget,
    clear: () => [...logs.keys(), ...names.keys()].forEach(forget),
  };
});
