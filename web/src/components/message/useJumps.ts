import { nextTick, ref, shallowRef, type Ref } from 'vue';
import { useChats } from '../../stores/chats.ts';
import { useMessages } from '../../stores/messages.ts';

/** Milliseconds that a message stands out to which one has come. */
const flashTime = 1_700;

/** Ways through a chat's history: to one message, far back or not, and to the newest. */
export function useJumps(
  uri: () => string,
  list: Readonly<Ref<{ toMessage(sequence: number): boolean } | null>>,
) {
  const chats = useChats();
  const messages = useMessages();
  /** Where the list opens when it is drawn anew. */
  const target = ref<number | null>(null);
  const flashed = ref<number | null>(null);
  const problem = shallowRef<'message.noSuchMessage' | 'message.jumpFailed' | null>(null);
  let timer: ReturnType<typeof setTimeout>;

  const position = () => chats.position(uri());
  const isHeld = (sequence: number) =>
    messages.logs.get(uri())?.messages.some((message) => message.sequence === sequence) ?? false;

  async function to(place: number | 'newest') {
    problem.value = null;
    target.value = place === 'newest' ? null : place;
    try {
      if (place === 'newest' || !isHeld(place)) await messages.jump(uri(), place, position);
    } catch {
      problem.value = 'message.jumpFailed';
      return;
    }
    if (place === 'newest') return;
    if (!isHeld(place)) problem.value = 'message.noSuchMessage';
    await nextTick();
    list.value?.toMessage(place);
    flash(place);
  }

  /** `after`: up to where it was read. */
  async function toFirstNew(after: number) {
    target.value = null;
    problem.value = null;
    await messages.jump(uri(), after + 1, position).catch(() => (problem.value = 'message.jumpFailed'));
  }

  function flash(sequence: number) {
    clearTimeout(timer);
    flashed.value = sequence;
    timer = setTimeout(() => (flashed.value = null), flashTime);
  }

  return { to, toFirstNew, target, flashed, problem };
}
