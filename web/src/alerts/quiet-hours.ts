import type { Settings } from '@chatire/protocol';

/** Whether it is quiet at this moment, by the clock of this device. The end doesn't belong to it; twice the same time is all day. */
export function isQuiet(hours: Settings['quiet_hours'], now: Date): boolean {
  if (!hours) return false;
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  const [from, to, time] = [minutes(hours.from), minutes(hours.to), now.getHours() * 60 + now.getMinutes()];
  return from < to ? time >= from && time < to : time >= from || time < to;
}
