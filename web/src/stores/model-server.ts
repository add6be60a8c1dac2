import {
  lifetimeOf,
  limits,
  quoteOf,
  reactionsAfter,
  unlimited,
  type Chat,
  type ChatDetails,
  type EventFrame,
  type Events,
  type History,
  type Lifetime,
  type Member,
  type Message,
  type Role,
  type User,
} from '@chatire/protocol';
import type { Api } from '../connection/api.ts';
import { Refused } from '../connection/problems.ts';

export type Change =
  | { kind: 'post'; author: number; text: string; names?: boolean; answers?: number }
  | { kind: 'react' | 'unreact'; user: number; back: number; emoji: string }
  | { kind: 'edit' | 'delete'; back: number; text: string }
  | { kind: 'join'; user: number }
  | { kind: 'leave'; user: number }
  | { kind: 'keep'; user: number; name: string }
  | { kind: 'role'; user: number; role: Role }
  | { kind: 'picture'; user: number; picture: string | null }
  /** Deletes the account, also of somebody who has left. */
  | { kind: 'vanish'; user: number }
  | { kind: 'rename'; name: string; topic: string | null; picture: string | null }
  /** Deletes all but so many of the newest messages because of their age. */
  | { kind: 'age'; keeps: number };

const uri = 'a'.repeat(22);
const unnamed = {
  name: null,
  topic: null,
  emoji: null,
  picture: null,
  link_enabled: true,
  link_code: uri,
  history_for_new: null,
  slow_mode: 0,
  hold_newcomers: false,
  ...unlimited,
};
interface Base {
  type: 'event';
  chat: string;
  sequence: number;
  at: string;
}
const at = (sequence: number) => new Date(Date.UTC(2026, 0, 1) + sequence * 1000).toISOString();

/** A server of one chat, as small as it can be told: a log, and everything else read from it. For tests. */
export function createModelServer(selfId: number, pageSize = 50) {
  const log: EventFrame[] = [];
  let readUpTo = 0;
  /** What stands before this place of the log isn't shown to the person. */
  let visibleFrom = 0;
  /** What stood before this place was deleted. */
  let keptFrom = 0;
  const member = (id: number, joined: number, name = `guest ${id}`): Member => ({
    id,
    name,
    username: name === `guest ${id}` ? `guest:${id}` : name,
    kind: name === `guest ${id}` ? 'guest' : 'account',
    picture: null,
    role: id === selfId ? 'owner' : 'member',
    joined_at: at(joined),
    joined_sequence: joined,
  });
  const userOf = ({ id, name, username, kind, picture }: User): User => ({
    id,
    name,
    username,
    kind,
    picture,
  });

  function members(): Member[] {
    const list = [member(selfId, 0, 'self')];
    for (const event of log) {
      if (event.kind === 'member_joined') list.push(event.member);
      if (event.kind === 'member_left') {
        list.splice(
          list.findIndex(({ id }) => id === event.user.id),
          1,
        );
      }
      if (event.kind === 'member_updated') {
        const index = list.findIndex(({ id }) => id === event.member.id);
        if (index >= 0) list[index] = event.member;
      }
    }
    const isOwner = ({ role }: Member) => Number(role === 'owner');
    return list.sort((a, b) => isOwner(b) - isOwner(a) || a.joined_sequence - b.joined_sequence);
  }

  /** Messages as they are now, with their authors as they are called now. */
  function allMessages(): Message[] {
    return log.flatMap((event) =>
      event.kind === 'message_posted' && event.sequence >= keptFrom ? [current(event.message)] : [],
    );
  }

  /** As the person sees them. */
  function messages(): Message[] {
    return allMessages()
      .filter(({ sequence }) => sequence >= visibleFrom)
      .map(seen);
  }

  function seen(message: Message): Message {
    const { reply_to } = message;
    if (!reply_to || reply_to.sequence >= visibleFrom) return message;
    return { ...message, reply_to: { ...reply_to, user: null, text: '', deleted_at: null } };
  }

  /** `from`: nothing about messages before this place. */
  function seenEvent(event: EventFrame, from = 0): EventFrame {
    const { type, chat, sequence, at } = event;
    const about =
      'message' in event
        ? event.message.sequence
        : 'message_sequence' in event
          ? event.message_sequence
          : sequence;
    const isOld = about < from && /^(message|reaction)_/.test(event.kind);
    if (about < visibleFrom || isOld) return { type, chat, sequence, at, kind: 'hidden' };
    return 'message' in event ? { ...event, message: seen(event.message) } : event;
  }

  const posted = (id: number): Message =>
    log.flatMap((event) =>
      event.kind === 'message_posted' && event.message.id === id ? [event.message] : [],
    )[0]!;

  function current(message: Message): Message {
    const people = new Map<number, User>();
    for (const event of log) {
      if (event.kind === 'member_joined' || event.kind === 'member_updated') {
        people.set(event.member.id, userOf(event.member));
      }
    }
    const newest = log.findLast((event) => 'message' in event && event.message.id === message.id);
    const { user, ...text } = newest && 'message' in newest ? newest.message : message;
    const reactions = log.reduce(
      (held, event) =>
        'message_id' in event && event.message_id === message.id ? reactionsAfter(held, event) : held,
      [] as Message['reactions'],
    );
    const about = log.findLast((event) =>
      'message' in event
        ? event.message.id === message.id
        : 'message_id' in event && event.message_id === message.id,
    );
    return {
      ...text,
      user: people.get(user.id) ?? user,
      version: about?.sequence ?? message.sequence,
      reply_to:
        text.reply_to && text.reply_to.sequence >= keptFrom
          ? quoteOf(current(posted(text.reply_to.id)))
          : null,
      reactions: text.deleted_at ? [] : reactions,
    };
  }

  /** Nothing happens when the change isn't possible. */
  function commit(change: Change) {
    const base = { type: 'event' as const, chat: uri, sequence: log.length + 1, at: at(log.length + 1) };
    const known = members();
    const one = (id: number) => known.find((candidate) => candidate.id === id);
    if (change.kind === 'rename') {
      const { name, topic, picture } = change;
      const rest = {
        emoji: topic && '🐢',
        link_enabled: topic !== null,
        link_code: `${base.sequence}`,
        history_for_new: topic === null ? null : base.sequence,
        slow_mode: topic ? 30 : 0,
        hold_newcomers: topic !== null,
      };
      const limited = { ...lifetime(), retention_days: topic ? 7 : null };
      log.push({ ...base, kind: 'chat_updated', name, topic, picture, ...rest, ...limited });
    } else if (change.kind === 'age') {
      const [oldest] = allMessages().slice(-change.keeps);
      if (!oldest || oldest.sequence <= keptFrom) return;
      keptFrom = oldest.sequence;
      const renamed = log.findLast((event) => event.kind === 'chat_updated') ?? unnamed;
      log.push({ ...renamed, ...base, kind: 'chat_updated', kept_from: keptFrom, kept_days: 7 });
    } else if (change.kind === 'role') {
      changeRole(base, known[0]!, one(change.user), change.role);
    } else if (change.kind === 'join' && !one(change.user)) {
      log.push({ ...base, kind: 'member_joined', member: member(change.user, base.sequence) });
    } else if (change.kind === 'leave' && change.user !== selfId && one(change.user)?.role === 'member') {
      log.push({ ...base, kind: 'member_left', user: userOf(one(change.user)!) });
    } else if (change.kind === 'keep' && one(change.user)?.kind === 'guest') {
      log.push({
        ...base,
        kind: 'member_updated',
        member: { ...one(change.user)!, kind: 'account', username: change.name, name: change.name },
      });
    } else if (change.kind === 'picture' && one(change.user)) {
      log.push({
        ...base,
        kind: 'member_updated',
        member: { ...one(change.user)!, picture: change.picture },
      });
    } else if (change.kind === 'vanish' && change.user !== selfId) {
      const nobody = { name: 'Deleted user', username: `deleted:${change.user}`, kind: 'deleted' as const };
      const gone = { ...member(change.user, base.sequence), ...one(change.user), ...nobody, picture: null };
      log.push({ ...base, kind: 'member_updated', member: gone });
      if (one(change.user)) commit({ kind: 'leave', user: change.user });
    } else if (change.kind === 'post' && one(change.author)) {
      const { sequence, at: created_at } = base;
      const user = userOf(one(change.author)!);
      const answered = change.answers === undefined ? undefined : allMessages().at(-1 - change.answers);
      const message = {
        id: sequence,
        sequence,
        client_id: null,
        message: change.text,
        user,
        created_at,
        edited_at: null,
        deleted_at: null,
        version: sequence,
        reply_to: answered ? quoteOf(answered) : null,
        reactions: [],
        mentions: change.names ? [{ id: selfId, name: 'self' }] : [],
        mentions_all: false,
      };
      log.push({ ...base, kind: 'message_posted', message, mentioned: change.names ? [selfId] : [] });
    } else if (change.kind === 'react' || change.kind === 'unreact') {
      const message = allMessages().at(-1 - change.back);
      const user = one(change.user);
      if (!message || message.deleted_at !== null || !user) return;
      const has = message.reactions.some(
        ({ emoji, user_ids }) => emoji === change.emoji && user_ids.includes(user.id),
      );
      if (has === (change.kind === 'react')) return;
      log.push({
        ...base,
        kind: has ? 'reaction_removed' : 'reaction_added',
        message_id: message.id,
        message_sequence: message.sequence,
        emoji: change.emoji,
        user: userOf(user),
      });
    } else if (change.kind === 'edit' || change.kind === 'delete') {
      const message = allMessages().at(-1 - change.back);
      if (!message || message.deleted_at !== null) return;
      if (change.kind === 'delete') {
        const nothing = { reply_to: null, reactions: [], mentions: [] };
        const gone = { ...message, ...nothing, message: '', deleted_at: base.at, version: base.sequence };
        log.push({ ...base, kind: 'message_deleted', message: gone });
      } else if (change.text !== message.message) {
        const edited = { ...message, message: change.text, edited_at: base.at, version: base.sequence };
        log.push({ ...base, kind: 'message_edited', message: edited });
      }
    }
  }

  /** Whoever becomes the owner takes the place of another, who is a moderator from then on. */
  function changeRole(base: Base, owner: Member, found: Member | undefined, role: Role) {
    if (!found || found.role === role || found.role === 'owner') return;
    const kind = 'member_updated';
    if (role === 'owner') log.push({ ...base, kind, member: { ...owner, role: 'moderator' } });
    const sequence = log.length + 1;
    log.push({ ...base, sequence, at: at(sequence), kind, member: { ...found, role } });
  }

  function lifetime(): Lifetime {
    const newest = log.findLast((event) => event.kind === 'chat_updated');
    return newest ? lifetimeOf(newest) : unlimited;
  }

  function details(): ChatDetails {
    const all = messages();
    const list = members();
    const renamed = log.findLast((event) => event.kind === 'chat_updated');
    const {
      name,
      topic,
      emoji,
      picture,
      link_enabled,
      link_code,
      history_for_new,
      slow_mode,
      hold_newcomers,
    } = renamed?.kind === 'chat_updated' ? renamed : unnamed;
    const others = list.filter(({ id }) => id !== selfId);
    return {
      uri,
      kind: 'group',
      name,
      topic,
      emoji,
      picture,
      link_enabled,
      link_code,
      history_for_new,
      visible_from: visibleFrom,
      ...lifetime(),
      slow_mode,
      hold_newcomers,
      trusted: true,
      muted_until: null,
      settings: { pinned: false, level: 'all', archived_sequence: null },
      waiting: null,
      role: list.find(({ id }) => id === selfId)!.role,
      owner: userOf(list[0]!),
      created_at: at(0),
      member_count: list.length,
      some_members: others
        .sort((a, b) => a.joined_sequence - b.joined_sequence)
        .slice(0, 4)
        .map(userOf),
      sequence: log.length,
      read_sequence: readUpTo,
      unread_count: Math.min(
        100,
        all.filter(({ user, sequence }) => user.id !== selfId && sequence > readUpTo).length,
      ),
      unread_from: null,
      mention_count: Math.min(
        100,
        log.filter(
          (event) =>
            event.kind === 'message_posted' &&
            event.mentioned.length > 0 &&
            event.message.user.id !== selfId &&
            event.sequence >= keptFrom &&
            event.sequence > readUpTo,
        ).length,
      ),
      last_message: all.at(-1) ?? null,
      members: list,
    };
  }

  function history({
    before,
    after,
    around,
    limit = pageSize,
  }: {
    before?: number;
    after?: number;
    around?: number;
    limit?: number;
  }): History {
    const all = messages();
    const some = all.filter(({ sequence }) => sequence < (before ?? Infinity) && sequence > (after ?? -1));
    const place = some.findIndex(({ sequence }) => sequence >= (around ?? 0));
    const middle = Math.max(0, place - limit / 2);
    const page =
      around !== undefined
        ? some.slice(middle, middle + limit)
        : after === undefined
          ? some.slice(-limit)
          : some.slice(0, limit);
    const first = page[0]?.sequence ?? after ?? 0;
    const last = page.at(-1)?.sequence ?? before ?? log.length;
    return {
      uri,
      messages: page,
      sequence: log.length,
      has_older: all.some(({ sequence }) => sequence < first),
      has_newer: all.some(({ sequence }) => sequence > last),
    };
  }

  /** As on a socket, but with messages as they are by now. */
  function events(after: number): Events {
    const missed = log.slice(after, after + limits.resumeEvents);
    const shown = missed.map((event) => {
      if (event.kind === 'chat_updated')
        return { ...event, kept_from: keptFrom, kept_days: lifetime().kept_days };
      return 'message' in event ? { ...event, message: current(event.message) } : event;
    });
    return { uri, events: shown.map((event) => seenEvent(event, keptFrom)), sequence: log.length };
  }

  /** `fails`: whether the next call gets lost. `delay`: milliseconds that its answer is on the way. */
  function api(
    fails: () => boolean,
    delay: () => number,
  ): Pick<Api, 'chat' | 'chats' | 'events' | 'history'> {
    const call = async <Answer>(answer: () => Answer): Promise<Answer> => {
      if (fails()) throw new Refused(503, {});
      const found = structuredClone(answer());
      const time = delay();
      await (time ? new Promise((resolve) => setTimeout(resolve, time)) : null);
      return found;
    };
    const listed = (): Chat => {
      const { members: _, ...chat } = details();
      return chat;
    };
    return {
      chat: () => call(details),
      chats: () => call(() => ({ chats: [listed()] })),
      events: (_uri, after) => call(() => events(after)),
      history: (_uri, page = {}) => call(() => history(page)),
    };
  }

  /** Gives how far the person has read on all devices. */
  function read(sequence: number): number {
    return (readUpTo = Math.max(readUpTo, Math.min(sequence, log.length)));
  }

  /** The person comes anew, and sees nothing of what was before. */
  function beginHere() {
    visibleFrom = log.length + 1;
  }

  return { uri, log, commit, details, messages, seenEvent, beginHere, read, api };
}
