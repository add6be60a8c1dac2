import type { Chat } from '@chatire/protocol';

/** `(3) Release crew · Chatire`: first what a narrow tab still shows. */
export function pageTitle(chats: readonly Pick<Chat, 'unread_count'>[], title: string): string {
  const unread = chats.reduce((sum, chat) => sum + chat.unread_count, 0);
  return unread ? `(${shortCount(unread)}) ${title}` : title;
}

/** The server counts up to 100. */
export const shortCount = (count: number): string => (count > 99 ? '99+' : String(count));
