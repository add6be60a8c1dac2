import type { KeptChat } from '../connection/kept-store.ts';
import type { useChats } from './chats.ts';
import type { useMessages } from './messages.ts';

/** The newest of an opened chat: about what a page of history brings. */
const mostMessages = 50;

/** A chat as the browser keeps it, to be taken back by `chats.takeBack`. */
export function keptChat(
  uri: string,
  chats: ReturnType<typeof useChats>,
  { logs }: ReturnType<typeof useMessages>,
): KeptChat {
  const log = logs.get(uri);
  const isWhole = log?.state === 'loaded';
  return {
    chat: chats.chats.get(uri)!,
    members: chats.members.get(uri) ?? null,
    position: chats.position(uri),
    messages: isWhole ? log.messages.slice(-mostMessages) : null,
    hasOlder: isWhole && (log.hasOlder || log.messages.length > mostMessages),
  };
}
