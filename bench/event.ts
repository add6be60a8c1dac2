import type { EventFrame } from '@chatire/protocol';

export interface EventSource {
  chatId: number;
  uri: string;
  /** The last sequence of its log. */
  sequence: number;
  author: { id: number; username: string };
}

const text = 'The ferry leaves at nine, so be at the pier ten minutes before. '.repeat(4).slice(0, 200);

/** The next event of a chat, a posted message of 200 bytes: the same for us and for the peers. */
export function nextEvent(source: EventSource): EventFrame {
  const sequence = ++source.sequence;
  const at = new Date().toISOString();
  const user = { ...source.author, name: source.author.username, kind: 'account' as const, picture: null };
  const client_id = '019a0000-0000-7000-8000-000000000001';
  return {
    type: 'event',
    chat: source.uri,
    sequence,
    at,
    kind: 'message_posted',
    message: {
      id: sequence,
      sequence,
      client_id,
      message: text,
      user,
      created_at: at,
      edited_at: null,
      deleted_at: null,
      version: sequence,
      reply_to: null,
      reactions: [],
      mentions: [],
      mentions_all: false,
    },
    mentioned: [],
  };
}
