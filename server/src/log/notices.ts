import type { ChatSettings, EventFrame, Settings, User, Waiting } from '@chatire/protocol';

/**
 * What the domain tells whoever listens, after the commit. Nothing depends on its arrival: events are in the log,
 * memberships, sessions and read marks in their tables, and a gateway that missed a notice finds them there.
 */
export type Notice =
  | { to: 'chat'; chatId: number; kind: 'event'; frame: EventFrame }
  | { to: 'chat'; chatId: number; kind: 'typing'; uri: string; user: User }
  | { to: 'chat'; chatId: number; kind: 'read'; userId: number; sequence: number }
  | { to: 'chat'; chatId: number; kind: 'deleted' }
  | { to: 'user'; userId: number; kind: 'chat_added'; chatId: number; uri: string; visibleFrom: number }
  | { to: 'user'; userId: number; kind: 'request_answered'; link: string; let_in: boolean }
  | { to: 'user'; userId: number; kind: 'read' | 'unread'; uri: string; sequence: number }
  | { to: 'user'; userId: number; kind: 'user_changed'; user: User; settings: Settings }
  | { to: 'user'; userId: number; kind: 'chat_settings'; uri: string; settings: ChatSettings }
  | {
      to: 'user';
      userId: number;
      kind: 'held';
      uri: string;
      clientId: string;
      state: 'approved' | 'refused';
    }
  | { to: 'user'; userId: number; kind: 'muted'; uri: string; until: string | null }
  | { to: 'user'; userId: number; kind: 'waiting'; uri: string; waiting: Waiting }
  | { to: 'user'; userId: number; kind: 'session_ended'; sessionId: string }
  /** What owner and administrators set for the whole server is to be read anew. */
  | { to: 'processes'; kind: 'settings_changed' }
  /** How many tokens a process has given out, by bucket: see `limits/token-buckets.ts`. */
  | { to: 'processes'; kind: 'spent'; by: string; spent: (readonly [bucket: string, count: number])[] };

/** Never throws, never waits. */
export type Announce = (notices: readonly Notice[]) => void;
