import {
  messageAfter,
  newerOf,
  type EventFrame,
  type History,
  type Message,
  type User,
} from '@chatire/protocol';
import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { useConnection } from '../connection/index.ts';
import { broughtUp, changesAfter, mergeMessages, renameAuthors, type Changes } from './message-log.ts';

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
  /** What became of messages while a chat was open: a page that was long on its way doesn't know. */
  const changed = new Map<string, Map<number, Changes>>();

  function change(uri: string, part: Partial<MessageLog>) {
    const log = logs.get(uri) ?? { messages: [], state: 'loading', hasOlder: false, older: 'idle' };
    logs.set(uri, { ...log, ...part });
  }

  /** Only chats that were opened keep messages; to the others they come with their first page. */
  function insert(uri: string, message: Message) {
    insertPage(uri, { messages: [message], sequence: message.sequence });
  }

  /** What was long on its way, and shows the chat as of `sequence`, may have older texts and names than are known here. */
  function insertPage(uri: string, { messages, sequence }: Pick<History, 'messages' | 'sequence'>) {
    const log = logs.get(uri);
    if (!log || !messages.length) return;
    const newer = [...(names.get(uri)?.values() ?? [])].filter((one) => one.sequence > sequence);
    const changesOf = (id: number) => changed.get(uri)?.get(id);
    const known = messages.map((message) => broughtUp(message, sequence, changesOf));
    const people = newer.map(({ user }) => user);
    const current = people.length ? renameAuthors(known, people) : known;
    change(uri, { messages: mergeMessages(log.messages, current) });
  }

  /** An event about a message: an edit, a deletion, a reaction. What answers it changes as well. */
  function applyEvent(uri: string, event: EventFrame) {
    const id = 'message' in event ? event.message.id : 'message_id' in event ? event.message_id : null;
    if (id === null || !logs.has(uri)) return;
    const known = changed.get(uri) ?? new Map<number, Changes>();
    changed.set(uri, known.set(id, changesAfter(known.get(id) ?? [], event)));
    changeEach(uri, (message) => messageAfter(message, event));
  }

  /** What the server answered to a change of it. Whatever comes with it, events bring. */
  function replace(uri: string, message: Message) {
    changeEach(uri, (one) => (one.id === message.id ? newerOf(one, message) : one));
  }

  function changeEach(uri: string, next: (message: Message) => Message) {
    const log = logs.get(uri);
    const messages = log?.messages.map(next);
    if (log && messages?.some((message, index) => message !== log.messages[index])) change(uri, { messages });
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
    for (const map of [logs, names, changed]) map.delete(uri);
  }

  return {
    logs,
    insert,
    applyEvent,
    replace,
    load,
    loadOlder,
    renamePeople,
    isHeld: (uri: string) => logs.has(uri),
    forget,
    clear: () => [...logs.keys(), ...names.keys()].forEach(forget),
  };
});
