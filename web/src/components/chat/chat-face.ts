import type { Chat } from '@chatire/protocol';
import { pairOf, type Face } from '../../stores/chat-state.ts';

/** What a chat's picture is, and where its colour comes from: of a pair's chat, the other person. */
export function faceOf(chat: Face & Pick<Chat, 'uri' | 'picture'>): {
  seed: number | string;
  picture: string | null;
} {
  const other = pairOf(chat);
  return { seed: other?.id ?? chat.uri, picture: chat.picture ?? other?.picture ?? null };
}
