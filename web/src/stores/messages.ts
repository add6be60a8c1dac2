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
import {
  broughtUp,
  changesAfter,
  keptMessages,
  mergeMessages,
  renameAuthors,
  type Changes,
} from './message-log.ts';

export interface MessageLog {
  /** Without holes; up to the newest one, unless there are newer ones. */
  messages: Message[];
  state: 'loading' | 'loaded' | 'failed';
  hasOlder: boolean;
  older: 'idle' | 'loading' | 'failed';
  /** Only where it was opened or jumped to far back. */
  hasNewer: boolean;
  newer: 'idle' | 'loading' | 'failed';
  /** Another number means other messages, which have nothing to do with those held before. */
  stretch: number;
}

const nothing: MessageLog = {
  messages: [],
  state: 'loading',
  hasOlder: false,
  older: 'idle',
  hasNewer: false,
  newer: 'idle',
  stretch: 0,
};

/** The part of each opened chat's history that this page holds. */
export const useMessages = defineStore('messages', () => {
  const { api } = useConnection();
  const logs = shallowReactive(new Map<string, MessageLog>());
  /** What people of each chat were last known to be called, and as of which place in its log. */
  const names = new Map<string, Map<number, { user: User; sequence: number }>>();
  /** What became of messages while a chat was open: a page that was long on its way doesn't know. */
  const changed = new Map<string, Map<number, Changes>>();
  /** What stood before this place was deleted. */
  const keptFrom = new Map<string, number>();

  function change(uri: string, part: Partial<MessageLog>) {
    logs.set(uri, { ...(logs.get(uri) ?? nothing), ...part });
  }

  /** Only chats that were opened keep messages; to the others they come with their first page. */
  function insert(uri: string, message: Message) {
    // It comes with the pages in between.
    if (!logs.get(uri)?.hasNewer) insertPage(uri, { messages: [message], sequence: message.sequence });
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
    // Last: what has become known may quote what is deleted by now.
    const kept = keptMessages(current, keptFrom.get(uri) ?? 0);
    change(uri, { messages: mergeMessages(log.messages, kept) });
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
    const [kept] = keptMessages([message], keptFrom.get(uri) ?? 0);
    if (kept) changeEach(uri, (one) => (one.id === message.id ? newerOf(one, kept) : one));
  }

  /** What stood before this place was deleted. False when that is all that is held, and there is more behind it. */
  function keepFrom(uri: string, from: number): boolean {
    keptFrom.set(uri, from);
    const log = logs.get(uri);
    const messages = log && keptMessages(log.messages, from);
    if (!log || messages === log.messages) return true;
    const isCut = messages!.length < log.messages.length;
    change(uri, { messages: messages!, hasOlder: log.hasOlder && !isCut });
    return messages!.length > 0 || !log.hasNewer;
  }

  /** A page that was on its way while older messages were deleted says that there are some. */
  const hasOlderThan = (uri: string, { messages, has_older }: History) =>
    has_older && !messages.some(({ sequence }) => sequence < (keptFrom.get(uri) ?? 0));

  function changeEach(uri: string, next: (message: Message) => Message) {
    const log = logs.get(uri);
    const messages = log?.messages.map(next);
    if (log && messages?.some((message, index) => message !== log.messages[index])) change(uri, { messages });
  }

  /** Loads the newest page, or the one around a place. `position`: how far events have already brought this chat on. */
  async function load(uri: string, position: () => number, around: number | null = null) {
    const current = logs.get(uri);
    if (current && current.state !== 'failed') return;
    change(uri, { ...nothing });
    try {
      await begin(uri, await api.history(uri, around === null ? {} : { around }), position);
    } catch (error) {
      if (logs.get(uri)?.state === 'loading') change(uri, { state: 'failed' });
      throw error;
    }
  }

  /** Puts other messages in the place of those held: the nearest to a place of the log, or the newest ones. */
  async function jump(uri: string, place: number | 'newest', position: () => number) {
    const page = await api.history(uri, place === 'newest' ? {} : { around: place });
    if (logs.get(uri)?.state !== 'loaded') return;
    const stretch = logs.get(uri)!.stretch + 1;
    change(uri, { ...nothing, stretch });
    await begin(uri, page, position).catch((error: unknown) => {
      if (logs.get(uri)?.stretch === stretch) change(uri, { state: 'failed' });
      throw error;
    });
  }

  async function begin(uri: string, page: History, position: () => number) {
    const { stretch } = logs.get(uri) ?? nothing;
    const mine = () => logs.get(uri)?.state === 'loading' && logs.get(uri)?.stretch === stretch;
    if (!mine()) return;
    insertPage(uri, page);
    const { has_newer: hasNewer } = page;
    const hasOlder = hasOlderThan(uri, page);
    if (!hasNewer) await catchUp(uri, page, position, mine);
    if (mine()) change(uri, { state: 'loaded', hasOlder, hasNewer });
  }

  /** Events may have come while the last page was on its way. */
  async function catchUp(uri: string, last: History, position: () => number, mine: () => boolean) {
    let page = last;
    while (mine() && (page.has_newer || page.sequence < position())) {
      const after = page.messages.at(-1)?.sequence ?? page.sequence;
      page = await api.history(uri, { after, limit: 100 });
      if (mine()) insertPage(uri, page);
    }
  }

  /** Towards the newest message, page by page, after a jump. */
  async function loadNewer(uri: string, position: () => number) {
    const log = logs.get(uri);
    const last = log?.messages.at(-1);
    if (!log?.hasNewer || !last || log.state !== 'loaded' || log.newer === 'loading') return;
    const { stretch } = log;
    const mine = () => logs.get(uri)?.newer === 'loading' && logs.get(uri)?.stretch === stretch;
    change(uri, { newer: 'loading' });
    try {
      const page = await api.history(uri, { after: last.sequence });
      if (mine()) insertPage(uri, page);
      if (!page.has_newer) await catchUp(uri, page, position, mine);
      if (mine()) change(uri, { newer: 'idle', hasNewer: page.has_newer });
    } catch {
      if (mine()) change(uri, { newer: 'failed' });
    }
  }

  async function loadOlder(uri: string) {
    const log = logs.get(uri);
    const first = log?.messages[0];
    if (!log || !first || log.state !== 'loaded' || !log.hasOlder || log.older === 'loading') return;
    change(uri, { older: 'loading' });
    try {
      const page = await api.history(uri, { before: first.sequence });
      if (logs.get(uri)?.older !== 'loading' || logs.get(uri)?.stretch !== log.stretch) return;
      insertPage(uri, page);
      change(uri, { older: 'idle', hasOlder: hasOlderThan(uri, page) });
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
    for (const map of [logs, names, changed, keptFrom]) map.delete(uri);
  }

  return {
    logs,
    insert,
    applyEvent,
    keepFrom,
    replace,
    load,
    jump,
    loadOlder,
    loadNewer,
    renamePeople,
    takeBack: (uri: string, kept: Message[], hasOlder: boolean) =>
      change(uri, { messages: kept, state: 'loaded', hasOlder }),
    isHeld: (uri: string) => logs.has(uri),
    forget,
    clear: () => [...logs.keys(), ...names.keys()].forEach(forget),
  };
});
