import type { Message } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { useMessages } from './messages.ts';
import { useSession } from './session.ts';

/** Of each chat the message that is being edited, in the place of the composer. */
export const useEditing = defineStore('editing', () => {
  const messages = useMessages();
  const session = useSession();
  const current = shallowReactive(new Map<string, Message>());

  const find = (uri: string, fits: (message: Message) => boolean) =>
    messages.logs.get(uri)?.messages.findLast((message) => fits(message) && !message.deleted_at);

  function begin(uri: string, message: Message | undefined): boolean {
    if (message) current.set(uri, message);
    return message !== undefined;
  }

  return {
    current,
    begin: (uri: string, sequence: number) =>
      begin(
        uri,
        find(uri, (message) => message.sequence === sequence),
      ),
    /** The last message of one's own; false when there is none at hand. */
    beginWithLast: (uri: string) =>
      begin(
        uri,
        find(uri, ({ user }) => user.id === session.self?.id),
      ),
    end: (uri: string) => void current.delete(uri),
    clear: () => current.clear(),
  };
});
