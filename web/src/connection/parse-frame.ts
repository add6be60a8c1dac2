import type { EventKind, ServerFrame } from '@chatire/protocol';

type Shape = Record<string, 'string' | 'number' | 'object' | 'list' | 'boolean'>;

/*
 * The server's frames come from the same origin and are made from the protocol's own schemas; zod would cost
 * the page more than all of its other parsing together. So: the fields that tell frames apart and that the
 * page's state stands on are checked, and what isn't known is left alone, as the protocol asks.
 */
const frames = {
  event: { chat: 'string', sequence: 'number', kind: 'string', at: 'string' },
  ready: { epoch: 'string', user: 'object', settings: 'object', chats: 'object' },
  reset: { chat: 'string', sequence: 'number' },
  chat_added: { chat: 'string', sequence: 'number' },
  chat_removed: { chat: 'string' },
  request_answered: { link: 'string', let_in: 'boolean' },
  user_changed: { user: 'object', settings: 'object' },
  read: { chat: 'string', sequence: 'number' },
  chat_settings: { chat: 'string', settings: 'object' },
  held: { chat: 'string', client_id: 'string', state: 'string' },
  muted: { chat: 'string' },
  waiting: { chat: 'string', waiting: 'object' },
  unread: { chat: 'string', sequence: 'number' },
  typing: { chat: 'string', user: 'object' },
  presence: { chat: 'string', count: 'number' },
  reads: { chat: 'string', marks: 'list' },
  pong: {},
  reconnect: { after: 'number' },
} satisfies Record<ServerFrame['type'], Shape>;

const events = {
  message_posted: { message: 'object' },
  message_edited: { message: 'object' },
  message_deleted: { message: 'object' },
  reaction_added: { message_id: 'number', emoji: 'string', user: 'object' },
  reaction_removed: { message_id: 'number', emoji: 'string', user: 'object' },
  member_joined: { member: 'object' },
  member_updated: { member: 'object' },
  member_left: { user: 'object' },
  chat_updated: { link_enabled: 'boolean', link_code: 'string' },
} satisfies Record<EventKind, Shape>;

/**
 * A frame, or null for one that this page doesn't know. An event of an unknown kind is kept as it is: it still
 * takes its place in the log's sequence.
 */
export function parseFrame(data: unknown): ServerFrame | null {
  if (typeof data !== 'string') return null;
  const frame = parseJson(data);
  if (!isObject(frame) || typeof frame['type'] !== 'string') return null;
  if (!Object.hasOwn(frames, frame['type'])) return null;
  if (!matches(frame, frames[frame['type'] as ServerFrame['type']])) return null;
  if (frame['type'] === 'event' && Object.hasOwn(events, frame['kind'] as string)) {
    if (!matches(frame, events[frame['kind'] as EventKind])) return null;
  }
  return frame as unknown as ServerFrame;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const matches = (frame: Record<string, unknown>, shape: Shape): boolean =>
  Object.entries(shape).every(([key, type]) =>
    type === 'object'
      ? isObject(frame[key])
      : type === 'list'
        ? Array.isArray(frame[key])
        : typeof frame[key] === type,
  );
