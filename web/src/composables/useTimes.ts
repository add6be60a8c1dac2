import { useTexts } from '../locales/texts.ts';
import { daysBetween } from './days.ts';
import { useToday } from './useToday.ts';

/** Times as people of the chosen language write them, in the time zone of this device. */
export function useTimes() {
  const { t, locale } = useTexts();
  const today = useToday();
  const format = (name: keyof typeof shapes, date: Date) => formatFor(locale.value, name).format(date);

  function day(time: string): string {
    const date = new Date(time);
    const ago = daysBetween(date, today.value);
    if (ago === 0) return t('message.today');
    if (ago === 1) return t('message.yesterday');
    return format(date.getFullYear() === today.value.getFullYear() ? 'thisYear' : 'anyYear', date);
  }

  /** For the list: as short as it can be told apart. */
  function shortDay(time: string): string {
    const date = new Date(time);
    const ago = daysBetween(date, today.value);
    if (ago <= 0) return format('clock', date);
    if (ago === 1) return t('message.yesterday');
    return format(ago < 7 ? 'weekday' : 'shortDate', date);
  }

  return {
    day,
    shortDay,
    /** Of something that is still to come, where there is little room. */
    dayAhead(time: string): string {
      const date = new Date(time);
      return daysBetween(date, today.value) === 0 ? t('message.today') : format('shortDate', date);
    },
    clock: (time: string) => format('clock', new Date(time)),
    /** As the title of what is pointed at: most messages are only read, and most times never looked at closely. */
    showExact(event: Event, time: string) {
      (event.currentTarget as HTMLElement).title = format('exact', new Date(time));
    },
  };
}

const shapes = {
  clock: { hour: '2-digit', minute: '2-digit' },
  weekday: { weekday: 'long' },
  shortDate: { day: 'numeric', month: 'short' },
  thisYear: { weekday: 'long', day: 'numeric', month: 'long' },
  anyYear: { day: 'numeric', month: 'long', year: 'numeric' },
  exact: { dateStyle: 'full', timeStyle: 'medium' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Made once for all messages: making one takes as long as using it a thousand times. */
const made = new Map<string, Intl.DateTimeFormat>();

function formatFor(language: string, name: keyof typeof shapes): Intl.DateTimeFormat {
  const key = `${language} ${name}`;
  const format = made.get(key) ?? new Intl.DateTimeFormat(regional(language), shapes[name]);
  made.set(key, format);
  return format;
}

/** The browser's own region of the language (en-GB, not just en), so that clocks have its hours. */
function regional(language: string): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
}
