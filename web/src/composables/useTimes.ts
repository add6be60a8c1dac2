import { computed } from 'vue';
import { useTexts } from '../locales/texts.ts';
import { daysBetween } from './days.ts';
import { useToday } from './useToday.ts';

/** Times as people of the chosen language write them, in the time zone of this device. */
export function useTimes() {
  const { t, locale } = useTexts();
  const today = useToday();
  const format = (options: Intl.DateTimeFormatOptions) =>
    computed(() => new Intl.DateTimeFormat(regional(locale.value), options));

  const clock = format({ hour: '2-digit', minute: '2-digit' });
  const weekday = format({ weekday: 'long' });
  const shortDate = format({ day: 'numeric', month: 'short' });
  const thisYear = format({ weekday: 'long', day: 'numeric', month: 'long' });
  const anyYear = format({ day: 'numeric', month: 'long', year: 'numeric' });
  const exact = format({ dateStyle: 'full', timeStyle: 'medium' });

  function day(time: string): string {
    const date = new Date(time);
    const ago = daysBetween(date, today.value);
    if (ago === 0) return t('message.today');
    if (ago === 1) return t('message.yesterday');
    return (date.getFullYear() === today.value.getFullYear() ? thisYear : anyYear).value.format(date);
  }

  /** For the list: as short as it can be told apart. */
  function shortDay(time: string): string {
    const date = new Date(time);
    const ago = daysBetween(date, today.value);
    if (ago <= 0) return clock.value.format(date);
    if (ago === 1) return t('message.yesterday');
    return (ago < 7 ? weekday : shortDate).value.format(date);
  }

  return {
    day,
    shortDay,
    clock: (time: string) => clock.value.format(new Date(time)),
    exact: (time: string) => exact.value.format(new Date(time)),
  };
}

/** The browser's own region of the language (en-GB, not just en), so that clocks have its hours. */
function regional(language: string): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
}
