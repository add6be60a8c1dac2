import { computed, ref } from 'vue';
import { askPermission, type Permission } from '../alerts/notifications.ts';
import { ownEndpoint, pushPermission, subscribe, unsubscribe } from '../alerts/push.ts';
import { useConnection } from '../connection/index.ts';
import { useTexts } from '../locales/texts.ts';
import { FieldsWrong, useSubmit } from './useSubmit.ts';

/** Whether this browser is told of messages while the page is closed: both it and the server have to think so. */
export function usePush() {
  const { t } = useTexts();
  const { api } = useConnection();
  const allowed = ref<Permission | null>(null);
  const isOn = ref(false);
  const isTried = ref(false);
  let wished = false;

  const loading = useSubmit([], async () => {
    allowed.value = await pushPermission();
    const { endpoint } = await api.push();
    isOn.value = allowed.value === 'granted' && endpoint !== null && endpoint === (await ownEndpoint());
  });

  const turning = useSubmit([], async () => {
    isTried.value = false;
    if (wished) await turnOn();
    else {
      await api.deletePush();
      await unsubscribe();
    }
    isOn.value = wished && allowed.value === 'granted';
  });

  async function turnOn() {
    await askPermission();
    allowed.value = await pushPermission();
    if (allowed.value !== 'granted') return;
    const { public_key } = await api.push();
    const subscription = await subscribe(public_key).catch(() => {
      throw new FieldsWrong({ push: t('away.pushRefused') });
    });
    await api.putPush(subscription);
  }

  const trying = useSubmit([], async () => {
    isTried.value = false;
    await api.tryPush();
    isTried.value = true;
  });

  void loading.submit();
  return {
    allowed,
    isOn,
    isTried,
    busy: computed(() => turning.busy.value || trying.busy.value),
    problem: computed(
      () =>
        turning.errors.value['push'] ||
        turning.problem.value ||
        trying.problem.value ||
        loading.problem.value,
    ),
    turn: (on: boolean) => {
      wished = on;
      return turning.submit();
    },
    tryIt: () => trying.submit(),
  };
}
