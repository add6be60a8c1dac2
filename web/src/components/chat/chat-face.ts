import type { Chat } from '@chatire/protocol';

/** What the colour of a chat's picture comes from: of a pair's chat, the other person. */
export function seedOf(chat: Pick<Chat, 'name' | 'some_members' | 'uri' | 'member_count'>): number | string {
  const [other] = chat.some_members;
  return !chat.name && other && chat.member_count === 2 ? other.id : chat.uri;
}
