import type { OwnMail } from '@chatire/protocol';
import { computed, shallowRef, watch } from 'vue';
import { useConnection } from '../connection/index.ts';
import { useSession } from '../stores/session.ts';
import { useSubmit } from './useSubmit.ts';

type Level = OwnMail['level'];
export type Pace = 'soon' | 'hour' | 'day';

/** Of which messages one is told by mail. What is chosen is saved at once. */
export function useMail() {
  const { api } = useConnection();
  const session = useSession();
  const own = shallowRef<OwnMail | null>(null);
  const isSaved = shallowRef(false);
  /** Where a link is on its way to. */
  const asked = shallowRef('');

  const loading = useSubmit([], async () => void (own.value = await api.mail()));
  const saving = useSubmit([], async () => {
    if (!own.value) return;
    const { level, digest } = own.value;
    await api.putMail({ level, digest });
    isSaved.value = true;
  });
  const asking = useSubmit([], async () => {
    await api.askToConfirm();
    asked.value = session.self?.email ?? '';
  });

  const isTried = shallowRef(false);
  const trying = useSubmit([], async () => {
    isTried.value = false;
    await api.tryMail();
    isTried.value = true;
  });

  async function choose(change: Partial<OwnMail>) {
    if (!own.value) return;
    isSaved.value = false;
    const before = own.value;
    own.value = { ...before, ...change };
    await saving.submit();
    if (saving.problem.value) own.value = before;
  }
  const level = computed({
    get: () => own.value?.level ?? 'off',
    set: (chosen: Level) => void choose({ level: chosen }),
  });
  const pace = computed({
    get: (): Pace => own.value?.digest ?? 'soon',
    set: (chosen) => void choose({ digest: chosen === 'soon' ? null : chosen }),
  });

  // A new address has to be confirmed again; the link may have been opened meanwhile, in another tab.
  watch(
    () => session.self?.email,
    () => void loading.submit(),
    { immediate: true },
  );
  const look = () => document.visibilityState === 'visible' && !own.value?.confirmed && void loading.submit();

  return {
    own,
    level,
    pace,
    isSaved,
    asked,
    isTried,
    busy: computed(() => asking.busy.value || trying.busy.value),
    look,
    ask: () => asking.submit(),
    tryIt: () => trying.submit(),
    problem: computed(
      () => saving.problem.value || asking.problem.value || trying.problem.value || loading.problem.value,
    ),
  };
}
