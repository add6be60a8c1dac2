import type { Settings } from '@chatire/protocol';

/** The end of the quiet hours, if it is quiet now by the person's clock. The end doesn't belong to them; twice the same time is all day. */
export function quietUntil({ quiet_hours: hours, time_zone }: Settings, now: Date): Date | undefined {
  if (!hours) return undefined;
  const [from, to, time] = [minutesOf(hours.from), minutesOf(hours.to), minutesIn(time_zone, now)];
  const isQuiet = from < to ? time >= from && time < to : time >= from || time < to;
  if (!isQuiet) return undefined;
  const left = (to - time + day) % day || day;
  return new Date(now.getTime() - (now.getTime() % 60_000) + left * 60_000);
}

const day = 24 * 60;
const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

function minutesIn(timeZone = 'UTC', at: Date): number {
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  return minutesOf(new Intl.DateTimeFormat('en-GB', clock).format(at));
}
