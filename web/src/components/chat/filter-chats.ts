import type { Chat } from '@chatire/protocol';

/** The chats whose name or shown members contain each of the words, whatever their case and accents. */
export function filterChats(
  chats: readonly Chat[],
  wanted: string,
  nameOf: (chat: Chat) => string,
): readonly Chat[] {
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  if (!words.length) return chats;
  return chats.filter((chat) => {
    const text = plain([nameOf(chat), ...chat.some_members.map(({ name }) => name)].join(' '));
    return words.every((word) => text.includes(word));
  });
}

const plain = (text: string) =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll(/[łŁ]/g, 'l').toLocaleLowerCase();
