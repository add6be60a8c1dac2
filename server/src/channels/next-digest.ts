/** When the next digest goes out: at the full hour, or at eight in the morning by the person's clock. */
export function nextDigest(digest: 'hour' | 'day', timeZone: string | undefined, now: Date): Date {
  const next = new Date(now);
  next.setUTCMinutes(60, 0, 0);
  if (digest === 'hour') return next;
  // Hour by hour, so that summer time needs no thought.
  while (hourIn(timeZone, next) !== 8) next.setUTCHours(next.getUTCHours() + 1);
  return next;
}

function hourIn(timeZone = 'UTC', at: Date): number {
  return Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(at));
}
