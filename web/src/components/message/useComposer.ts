import { countCharacters, limits } from '@chatire/protocol';
import { computed } from 'vue';
import { useDrafts } from '../../stores/drafts.ts';
import { useLive } from '../../stores/live.ts';
import { useOutbox } from '../../stores/outbox.ts';

/** Characters left at which the counter comes up. */
const counterFrom = 200;

/** What is being written in a chat, and how it leaves. */
export function useComposer(uri: string) {
  const live = useLive();
  const outbox = useOutbox();
  const drafts = useDrafts();
  const text = computed({
    get: () => drafts.texts.get(uri) ?? '',
    set: (next) => drafts.set(uri, next),
  });
  let said = 0;

  const left = computed(() => limits.messageLength - countCharacters(text.value));
  const canSend = computed(() => /\S/.test(text.value) && left.value >= 0);

  function send() {
    if (!canSend.value) return;
    outbox.post(uri, text.value);
    text.value = '';
    said = 0;
  }

  function sayTyping() {
    if (!text.value || Date.now() - said < limits.typingInterval) return;
    if (live.send({ type: 'typing', chat: uri })) said = Date.now();
  }

  return { text, left, canSend, send, sayTyping, showsCounter: computed(() => left.value <= counterFrom) };
}
