import type { Message, Quote } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { useConnection } from '../connection/index.ts';
import { createOtherTabs } from '../connection/other-tabs.ts';
import { createOutbox, type Posted } from '../connection/outbox-queue.ts';
import { isHeld, Refused } from '../connection/problems.ts';
import { createUnsentStore } from '../connection/unsent-store.ts';
import type { Unsent } from '../connection/unsent.ts';
import { ownName } from '../own-address.ts';
import { useChats } from './chats.ts';
import { newClientId } from './client-id.ts';
import { useMessages } from './messages.ts';

/** The messages on their way of whoever is signed in. They outlast the page where the browser keeps data. */
export const useOutbox = defineStore('outbox', () => {
  const { api } = useConnection();
  const chats = useChats();
  const messages = useMessages();
  // A slow phone may give only now what is to be shown and sent.
  const store = createUnsentStore(() => outbox?.wakeAll());
  const unsent = shallowRef<readonly Unsent[]>([]);
  let outbox: ReturnType<typeof open> | null = null;

  const open = (user: number) =>
    createOutbox<Message>({
      user,
      store,
      tabs: createOtherTabs<Posted<Message>>(ownName(`chatire outbox ${user}`)),
      async post({ chat, text, client_id, reply_to }) {
        const body = { message: text, client_id, ...(reply_to && { reply_to: reply_to.id }) };
        const answer = await api.postMessage(chat, body);
        if ('held' in answer) throw new Refused(202, { code: 'held' });
        return answer;
      },
      onPosted: ({ chat }, message) => show(chat, message),
      onChange: (next) => (unsent.value = next),
    });

  /** One that came through long ago stands above what this page holds: put in here, it would hide the hole between. */
  function show(chat: string, message: Message) {
    const log = messages.logs.get(chat);
    const first = log?.messages[0]?.sequence ?? Infinity;
    const isAbove = log?.state !== 'loaded' || log.hasNewer || (log.hasOlder && message.sequence < first);
    if (!isAbove) messages.insert(chat, message);
    // What others wrote before it may not have come yet.
    chats.expect(chat, message.sequence);
  }

  return {
    unsent,
    begin: (user: number) => void (outbox = open(user)),
    post: (chat: string, text: string, reply_to?: Quote) =>
      void outbox?.add({ chat, text, reply_to, client_id: newClientId() }),
    settle: (id: string) => outbox?.settle(id),
    remove: (id: string) => outbox?.remove(id),
    retry: (id: string) => outbox?.retry(id),
    wakeAll() {
      outbox?.wakeAll();
      // A moderator may have looked at them meanwhile: the answer to the same post says so.
      for (const { client_id, problem } of unsent.value) if (isHeld(problem)) outbox?.retry(client_id);
    },
    isOnlyHere: () => outbox?.isOnlyHere() ?? false,
    /** The page shows nothing of it any more; the browser keeps it for when the same person signs in again. */
    clear() {
      outbox?.stop();
      outbox = null;
      unsent.value = [];
    },
    /** Takes everything that this person wrote out of the browser. */
    forget: (user: number) => store.removeAll(user).catch(() => {}),
  };
});
