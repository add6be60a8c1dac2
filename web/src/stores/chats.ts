import {
  limits,
  may,
  type Action,
  type Chat,
  type ChatDetails,
  type EventFrame,
  type Member,
} from '@chatire/protocol';
import { defineStore } from 'pinia';
import { computed, markRaw, ref, shallowReactive } from 'vue';
import { createCursor, type Cursor } from '../connection/chat-cursor.ts';
import { useConnection } from '../connection/index.ts';
import type { KeptChat } from '../connection/kept-store.ts';
import { isRefused } from '../connection/problems.ts';
import { again } from './again.ts';
import {
  beginningOfNew,
  byPlace,
  chatAfter,
  isCountKnown,
  keepOwn,
  membersAfter,
  withSomeMembers,
} from './chat-state.ts';
import { useMessages } from './messages.ts';
import { useSession } from './session.ts';

/** Milliseconds: longer than read marks wait to be sent. */
const countPause = 1_500;

/** The chats of the signed-in person, kept up with their logs. */
export const useChats = defineStore('chats', () => {
  const { api } = useConnection();
  const session = useSession();
  const messages = useMessages();

  const chats = shallowReactive(new Map<string, Chat>());
  const members = shallowReactive(new Map<string, Member[]>());
  const listState = ref<'loading' | 'loaded' | 'failed'>('loading');
  const sorted = computed(() => [...chats.values()].sort(byPlace));
  const cursors = new Map<string, Cursor<EventFrame>>();
  /** Heads of chats that this page doesn't hold yet. */
  const heads = new Map<string, number>();
  /** How far each chat's log had come without this page. */
  const missed = new Map<string, number>();
  const uncounted = new Set<string>();
  const listeners = markRaw(new Set<(event: EventFrame) => void>());

  function adopt(fresh: Chat | ChatDetails): boolean {
    const held = chats.get(fresh.uri);
    if (held && held.sequence > fresh.sequence) return false;
    const { members: list, ...chat } = fresh as ChatDetails & { user?: unknown };
    if ('user' in chat) delete chat.user;
    chats.set(fresh.uri, keepOwn(chat, held));
    if (held && !isCountKnown(fresh, held)) countLater(fresh.uri);
    if (list) {
      members.set(fresh.uri, list);
      messages.renamePeople(fresh.uri, list, fresh.sequence);
    }
    follow(fresh.uri, fresh.sequence);
    return true;
  }

  /** When the server has heard how far this page has read. */
  function countLater(uri: string) {
    if (uncounted.has(uri)) return;
    uncounted.add(uri);
    setTimeout(() => {
      uncounted.delete(uri);
      if (chats.has(uri)) void again(() => loadDetails(uri));
    }, countPause);
  }

  /** As this browser kept it; the events since then are asked for when there is a connection. */
  function takeBack({ chat, members: list, position: reached, messages: held, hasOlder }: KeptChat) {
    chats.set(chat.uri, chat);
    if (list) members.set(chat.uri, list);
    if (held) messages.takeBack(chat.uri, held, hasOlder);
    follow(chat.uri, reached);
  }

  function follow(uri: string, start: number) {
    if (cursors.has(uri)) return;
    const cursor = createCursor<EventFrame>({
      start,
      apply: (event) => applyEvent(uri, event),
      fetchMissed: (after) => fetchMissed(uri, after),
    });
    cursors.set(uri, cursor);
    cursor.expect(heads.get(uri) ?? start);
    heads.delete(uri);
  }

  function applyEvent(uri: string, event: EventFrame) {
    const chat = chats.get(uri);
    if (!chat || !session.self) return;
    const people = members.get(uri);
    if (people) members.set(uri, membersAfter(people, event, chat.sequence));
    chats.set(
      uri,
      withSomeMembers(chatAfter(chat, event, session.self.id), members.get(uri), session.self.id),
    );
    // Who moves up among the members shown in the list isn't known here.
    if (event.kind === 'member_left' && !people) void again(() => loadDetails(uri));
    // Who comes to look after a chat learns what waits there.
    const isRoleNew = chats.get(uri)?.role !== chat.role;
    if (isRoleNew) void again(() => loadDetails(uri));
    if (event.kind === 'chat_updated') dropOld(chat, event.kept_from);
    if (event.kind === 'message_posted') messages.insert(uri, event.message);
    else messages.applyEvent(uri, event);
    // Who comes back may have another name by now.
    if (event.kind === 'member_updated' || event.kind === 'member_joined') {
      messages.renamePeople(uri, [event.member], event.sequence);
    }
    for (const tell of listeners) tell(event);
  }

  /** Messages before this place were deleted because of their age. */
  function dropOld({ uri, kept_from, unread_count, mention_count, read_sequence }: Chat, from: number) {
    // How many of them weren't read isn't known here, unless the chat was asked for since.
    if (from > kept_from && unread_count + mention_count > 0 && read_sequence < from)
      void again(() => loadDetails(uri));
    if (messages.keepFrom(uri, from)) return;
    messages.forget(uri);
    void again(() => loadMessages(uri));
  }

  /** Too far behind, a page is loaded afresh, as after a `reset` of the server. */
  async function fetchMissed(uri: string, after: number): Promise<readonly EventFrame[]> {
    const answer = await orNotFound(api.events(uri, after));
    if (!answer) remove(uri);
    else if (answer.sequence - after <= limits.resumeEvents) {
      miss(uri, answer.sequence);
      return answer.events;
    } else void again(() => reset(uri, answer.sequence));
    return [];
  }

  /** null: no such chat, or not a member (any more). */
  async function loadDetails(uri: string): Promise<ChatDetails | null> {
    for (;;) {
      const details = await orNotFound(api.chat(uri));
      if (!details) remove(uri);
      // An answer older than what events brought meanwhile is asked for again.
      if (!details || adopt(details)) return details;
    }
  }

  /** Takes in the chats that aren't held yet; the others are brought on by their events. */
  async function loadList(): Promise<readonly Chat[]> {
    if (listState.value === 'failed') listState.value = 'loading';
    try {
      const answer = await api.chats();
      answer.chats.filter(({ uri }) => !chats.has(uri)).forEach(adopt);
      listState.value = 'loaded';
      return answer.chats;
    } catch {
      // Chats that are held already stay in view.
      if (listState.value === 'loading') listState.value = 'failed';
      return [];
    }
  }

  function remove(uri: string) {
    cursors.get(uri)?.stop();
    for (const map of [cursors, heads, missed, chats, members]) map.delete(uri);
    messages.forget(uri);
  }

  function receive(event: EventFrame) {
    const cursor = cursors.get(event.chat);
    if (cursor) cursor.receive(event);
    else expect(event.chat, event.sequence);
  }

  /** What is in the log up to there came about without this page. */
  function miss(uri: string, head: number) {
    if (head > position(uri)) missed.set(uri, head);
  }

  function expect(uri: string, head: number) {
    const cursor = cursors.get(uri);
    if (cursor) cursor.expect(head);
    else heads.set(uri, Math.max(head, heads.get(uri) ?? 0));
  }

  /** The server says that what this page holds of the chat is worth nothing any more. */
  async function reset(uri: string, sequence: number) {
    const wasHeld = messages.isHeld(uri);
    const chat = chats.get(uri);
    // Anything that the server says from now on is newer than what is held.
    if (chat) chats.set(uri, { ...chat, sequence: 0, read_sequence: 0 });
    messages.forget(uri);
    cursors.get(uri)?.restart(sequence);
    const details = await loadDetails(uri);
    if (details && wasHeld) await loadMessages(uri);
  }

  /** What a chat opens with: where its new messages begin, or its end. */
  async function loadMessages(uri: string) {
    const chat = chats.get(uri);
    await messages.load(uri, () => position(uri), chat && beginningOfNew(chat));
  }

  const position = (uri: string) => cursors.get(uri)?.position() ?? 0;

  function clear() {
    [...cursors.keys()].forEach(remove);
    heads.clear();
    listState.value = 'loading';
  }

  return {
    chats,
    members,
    sorted,
    listState,
    listeners,
    adopt,
    countLater,
    takeBack,
    loadList,
    loadDetails,
    loadMessages,
    receive,
    expect,
    miss,
    /** Whether this page had no connection when it came about, or the connection lost it. */
    wasMissed: (uri: string, sequence: number) => sequence <= (missed.get(uri) ?? 0),
    reset,
    position,
    remove,
    clear,
    /** What isn't known may nothing. */
    may: (uri: string, action: Action) => {
      const chat = chats.get(uri);
      return chat !== undefined && may(chat, action);
    },
    change: (uri: string, part: Partial<Chat>) => {
      const chat = chats.get(uri);
      if (chat) chats.set(uri, { ...chat, ...part });
    },
    positions: () => Object.fromEntries([...cursors].map(([uri, cursor]) => [uri, cursor.position()])),
  };
});

/** null: the server knows nothing of it, or shows it to others only. */
const orNotFound = <Answer>(call: Promise<Answer>): Promise<Answer | null> =>
  call.catch((error: unknown) => {
    if (isRefused(error, 404)) return null;
    throw error;
  });
