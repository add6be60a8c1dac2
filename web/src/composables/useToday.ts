import { shallowRef } from 'vue';
import { daysBetween } from './days.ts';

const today = shallowRef(new Date());
setInterval(() => {
  const now = new Date();
  if (daysBetween(today.value, now)) today.value = now;
}, 30_000);

/** Changes at midnight. */
export const useToday = () => today;
