import type { Settings } from '@chatire/protocol';

/** The end of the quiet hours, if it is quiet now by the person's clock. The end doesn't belong to them; twice the same time is all day. */
export function quietUntil({ quiet_hours: hours, time_zone }: Settings, now: Date): Date | undefined {
  if (!hours) return undefined;
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)];
  const isQuiet = (at: Date) => {
    const time = minutesIn(time_zone, at);
    return from < to ? time >= from && time < to : time >= from || time < to;
  };
  if (!isQuiet(now)) return undefined;
  const left = (to - minutesIn(time_zone, now) + day) % day || day;
  const after = (minutes: number) => new Date(now.getTime() - (now.getTime() % 60_000) + minutes * 60_000);
  // In the night in which clocks go forward they end an hour earlier. If they go back, it is found still quiet then.
  const early = after(left - 60);
  return early > now && !isQuiet(early) ? early : after(left);
}

const day = 24 * 60;
const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

function minutesIn(timeZone = 'UTC', at: Date): number {
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  return minutesOf(new Intl.DateTimeFormat('en-GB', clock).format(at));
}
