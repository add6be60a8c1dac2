import { messageAfter, type EventFrame, type Message } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import { useConnection } from '../connection/index.ts';
import { problemSentence } from '../locales/server-sentences.ts';
import { useTexts } from '../locales/texts.ts';
import { useChats } from './chats.ts';
import { useSession } from './session.ts';

/** What was last looked for, and in which chat: it is still there for whoever comes back from a message that was found. */
export const useSearch = defineStore('search', () => {
  const { api } = useConnection();
  const { t } = useTexts();
  const session = useSession();
  const uri = ref('');
  const text = ref('');
  /** null: nothing was looked for, or it isn't known yet. */
  const messages = shallowRef<readonly Message[] | null>(null);
  /** Where the search goes on; null: that was all. */
  const next = ref<number | null>(null);
  const busy = ref(false);
  const problem = ref('');
  /** How far down one has looked. */
  const scrolled = ref(0);
  let round = 0;

  /** What was asked for last counts. */
  function stop() {
    round++;
    busy.value = false;
    problem.value = '';
  }

  function clear() {
    stop();
    [text.value, messages.value, next.value, scrolled.value] = ['', null, null, 0];
  }

  /** In this chat from now on. */
  function enter(chat: string) {
    if (uri.value !== chat) clear();
    uri.value = chat;
  }

  async function look() {
    stop();
    [messages.value, next.value, scrolled.value] = [null, null, 0];
    if (text.value.trim()) await goOn();
  }

  /** Until there is something more to show. Each answer has looked at a part of the chat. */
  async function goOn() {
    stop();
    const mine = round;
    busy.value = true;
    const known = messages.value?.length ?? 0;
    try {
      do {
        const before = next.value === null ? {} : { before: next.value };
        const found = await api.search(uri.value, { text: text.value, ...before });
        if (mine !== round) return;
        next.value = found.next;
        if (found.messages.length || found.next === null)
          messages.value = [...(messages.value ?? []), ...found.messages];
      } while (next.value !== null && (messages.value?.length ?? 0) - known < 10);
    } catch (error) {
      if (mine === round) problem.value = problemSentence(error, t);
    }
    if (mine === round) busy.value = false;
  }

  function receive(event: EventFrame) {
    if (event.chat !== uri.value || !messages.value) return;
    messages.value = messages.value
      .map((message) => messageAfter(message, event))
      .filter(({ deleted_at }) => !deleted_at);
  }

  useChats().listeners.add(receive);
  watch(() => session.self?.id, clear);

  return { text, messages, next, busy, problem, scrolled, enter, look, goOn, stop };
});
