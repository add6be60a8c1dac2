import { countCharacters, limits, quoteOf } from '@chatire/protocol';
import { computed } from 'vue';
import { useDrafts } from '../../stores/drafts.ts';
import { useLive } from '../../stores/live.ts';
import { useMessages } from '../../stores/messages.ts';
import { useOutbox } from '../../stores/outbox.ts';
import { useReplying } from '../../stores/replying.ts';
import { useServer } from '../../stores/server.ts';
import { useSlowMode } from './useSlowMode.ts';

/** Characters left at which the counter comes up. */
const counterFrom = 200;

/** What is being written in a chat, and how it leaves. */
export function useComposer(uri: string) {
  const live = useLive();
  const server = useServer();
  const outbox = useOutbox();
  const drafts = useDrafts();
  const messages = useMessages();
  const replying = useReplying();
  const text = computed({
    get: () => drafts.texts.get(uri) ?? '',
    set: (next) => drafts.set(uri, next),
  });
  let said = 0;

  const left = computed(() => server.messageLength - countCharacters(text.value));
  const pause = useSlowMode(uri);
  const canSend = computed(() => /\S/.test(text.value) && left.value >= 0 && pause.value === 0);

  /** What is answered, as it is now where that is known. */
  const quote = computed(() => {
    const kept = replying.current.get(uri);
    const now = kept && messages.logs.get(uri)?.messages.find(({ id }) => id === kept.id);
    return now ? quoteOf(now) : kept;
  });
  const cancelReply = () => replying.set(uri, null);

  function send() {
    if (!canSend.value) return;
    outbox.post(uri, text.value, quote.value);
    text.value = '';
    if (quote.value) cancelReply();
    said = 0;
  }

  function sayTyping() {
    if (!text.value || Date.now() - said < limits.typingInterval) return;
    if (live.send({ type: 'typing', chat: uri })) said = Date.now();
  }

  return {
    text,
    left,
    canSend,
    pause,
    send,
    sayTyping,
    quote,
    cancelReply,
    showsCounter: computed(() => left.value <= counterFrom),
  };
}
