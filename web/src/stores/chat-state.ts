import {
  lifetimeOf,
  limits,
  messageAfter,
  type Chat,
  type EventFrame,
  type Member,
  type User,
} from '@chatire/protocol';
import { keptMessages, onlyUser, renameAuthors } from './message-log.ts';

/** The chat after an event of its log. An event that it already holds (by its `sequence`) changes nothing. */
export function chatAfter(chat: Chat, event: EventFrame, selfId: number): Chat {
  if (event.sequence <= chat.sequence) return chat;
  const next = { ...chat, sequence: event.sequence };
  switch (event.kind) {
    case 'message_posted': {
      // Its deletion was heard of before it.
      if (event.sequence < chat.kept_from) return next;
      const isUnread = event.message.user.id !== selfId && event.sequence > chat.read_sequence;
      const unread_count = Math.min(chat.unread_count + (isUnread ? 1 : 0), 100);
      const isNamed = event.mentioned === 'all' || event.mentioned.includes(selfId);
      const mention_count = Math.min(chat.mention_count + (isUnread && isNamed ? 1 : 0), 100);
      return { ...next, unread_count, mention_count, last_message: event.message };
    }
    case 'message_edited':
    case 'message_deleted':
    case 'reaction_added':
    case 'reaction_removed':
      return { ...next, last_message: chat.last_message && messageAfter(chat.last_message, event) };
    case 'member_joined': {
      const isShown = event.member.id !== selfId && chat.some_members.length < 4;
      const some_members = isShown ? [...chat.some_members, onlyUser(event.member)] : chat.some_members;
      return chatWithUser({ ...next, some_members, member_count: chat.member_count + 1 }, event.member);
    }
    case 'member_updated':
      return chatWithRole(chatWithUser(next, event.member), event.member, selfId);
    case 'member_left': {
      const some_members = chat.some_members.filter(({ id }) => id !== event.user.id);
      return { ...next, some_members, member_count: chat.member_count - 1 };
    }
    case 'chat_updated': {
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
      } = event;
      return {
        ...next,
        name,
        topic,
        emoji,
        picture,
        link_enabled,
        link_code,
        history_for_new,
        slow_mode,
        hold_newcomers,
        ...lifetimeOf(event),
        last_message: (chat.last_message && keptMessages([chat.last_message], event.kept_from)[0]) ?? null,
      };
    }
    default:
      return next;
  }
}

/** When the owner leaves or hands over, another member becomes it. */
function chatWithRole(chat: Chat, member: Member, selfId: number): Chat {
  const owner = member.role === 'owner' ? onlyUser(member) : chat.owner;
  return { ...chat, owner, role: member.id === selfId ? member.role : chat.role };
}

function chatWithUser(chat: Chat, member: User): Chat {
  const user = onlyUser(member);
  const current = <Person extends User>(one: Person) => (one.id === user.id ? { ...one, ...user } : one);
  return {
    ...chat,
    owner: chat.owner && current(chat.owner),
    some_members: chat.some_members.map(current),
    last_message: (chat.last_message && renameAuthors([chat.last_message], [user])[0]) ?? null,
  };
}

/** The members after an event. `known` is the place in the log that the list belongs to. */
export function membersAfter(members: readonly Member[], event: EventFrame, known: number): Member[] {
  const list = members as Member[];
  if (event.sequence <= known) return list;
  if (event.kind === 'member_joined' && !list.some(({ id }) => id === event.member.id)) {
    return [...list, event.member];
  }
  if (event.kind === 'member_updated') {
    const current = list.map((member) => (member.id === event.member.id ? event.member : member));
    return current.sort(byRank);
  }
  if (event.kind === 'member_left') return list.filter(({ id }) => id !== event.user.id);
  return list;
}

/** Owner first, then in the order of joining. */
const byRank = (a: Member, b: Member) =>
  Number(b.role === 'owner') - Number(a.role === 'owner') || a.joined_sequence - b.joined_sequence;

/** With the members known, who of them the list shows: the first four others, in the order of joining. */
export function withSomeMembers(chat: Chat, members: readonly Member[] | undefined, selfId: number): Chat {
  if (!members) return chat;
  const others = members.filter(({ id }) => id !== selfId);
  const some = others.toSorted((a, b) => a.joined_sequence - b.joined_sequence);
  return { ...chat, some_members: some.slice(0, 4).map(onlyUser) };
}

/** What the server says, but for what stands in no log: settings come by themselves, and this page may have read further. */
export function keepOwn(fresh: Chat, held: Chat | undefined): Chat {
  return held ? { ...keepReadMark(fresh, held), settings: held.settings } : fresh;
}

function keepReadMark(fresh: Chat, held: Chat): Chat {
  if (held.read_sequence <= fresh.read_sequence) return fresh;
  const { read_sequence } = held;
  if (isCountKnown(fresh, held)) return { ...fresh, read_sequence, unread_count: 0, mention_count: 0 };
  const { unread_count, mention_count } = fresh.sequence === held.sequence ? held : fresh;
  return { ...fresh, read_sequence, unread_count, mention_count };
}

/** Whether it can be told what is unread. Not if the server counted from an older read mark than this page holds. */
export function isCountKnown(fresh: Chat, { read_sequence }: Chat): boolean {
  return read_sequence <= fresh.read_sequence || read_sequence >= (fresh.last_message?.sequence ?? 0);
}

/** Where the new messages begin, if that is further back than the newest page reaches; else null. */
export function beginningOfNew({ unread_from, unread_count, read_sequence, sequence }: Chat): number | null {
  // A page opens with a few read ones above.
  const most = limits.pageSize - 5;
  if (unread_from !== null && sequence - unread_from >= most) return unread_from;
  return unread_count > most ? read_sequence + 1 : null;
}

/** Pinned ones first; of both, newest activity first. */
export function byPlace(a: Chat, b: Chat): number {
  if (a.settings.pinned !== b.settings.pinned) return a.settings.pinned ? -1 : 1;
  const time = (chat: Chat) => chat.last_message?.created_at ?? chat.created_at;
  return time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0;
}

export type Face = Pick<Chat, 'name' | 'some_members' | 'member_count'>;

/** The other person of a chat that looks like one. */
export function pairOf({ name, some_members: [other], member_count }: Face): User | undefined {
  return name || member_count !== 2 ? undefined : other;
}
