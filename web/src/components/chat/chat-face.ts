import { pairOf, type Face } from '../../stores/chat-state.ts';

/** What the colour of a chat's picture comes from: of a pair's chat, the other person. */
export const seedOf = (chat: Face & { uri: string }): number | string => pairOf(chat)?.id ?? chat.uri;
