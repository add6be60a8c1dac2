import {
  messageAfter,
  type ChatDetails,
  type EventFrame,
  type History,
  type Member,
  type Message,
} from '@chatire/protocol';
import type { Person } from '../person.ts';

/** What a page shows of a chat. */
export interface ChatState {
  sequence: number;
  name: string | null;
  link_enabled: boolean;
  members: Member[];
  messages: Message[];
}

/** By two calls, as pages do it; nothing when the person is no member (any more). Chats here fit on one page. */
export async function fetchState(person: Person, uri: string): Promise<ChatState | undefined> {
  const details = await person.call<ChatDetails>('GET', `/api/chats/${uri}/`);
  const history = await person.call<History>('GET', `/api/chats/${uri}/messages/?limit=100`);
  if (details.status !== 200 || history.status !== 200) return undefined;
  const { sequence, name, link_enabled, members } = details.body;
  return { sequence, name, link_enabled, members, messages: history.body.messages };
}

/** Of the details' place, the messages maybe of a later one: then an event brings what is there already. */
export function stateAfter(state: ChatState, event: EventFrame): ChatState {
  const next = { ...state, sequence: event.sequence };
  const { members, messages } = state;
  switch (event.kind) {
    case 'message_posted': {
      const { message } = event;
      const isHeld = messages.some(({ id }) => id === message.id);
      return isHeld ? next : { ...next, messages: [...messages, message] };
    }
    case 'message_edited':
    case 'message_deleted':
    case 'reaction_added':
    case 'reaction_removed':
      return { ...next, messages: messages.map((one) => messageAfter(one, event)) };
    case 'member_joined':
      return { ...next, members: [...members, event.member] };
    case 'member_updated': {
      const updated = members.map((one) => (one.id === event.member.id ? event.member : one));
      return { ...next, members: updated.toSorted(ownerFirst) };
    }
    case 'member_left':
      return { ...next, members: members.filter(({ id }) => id !== event.user.id) };
    case 'chat_updated':
      return { ...next, name: event.name, link_enabled: event.link_enabled };
    case 'hidden':
      return next;
  }
}

const ownerFirst = (a: Member, b: Member) =>
  Number(b.role === 'owner') - Number(a.role === 'owner') || a.joined_sequence - b.joined_sequence;
